/// What a column of a table means.
enum Column: String, Sendable, CaseIterable {
    case time, from, to, bytes, latitude, longitude, address, user, place
    /// The two sides of a contact list.
    case left, right

    /// The headers under which a column occurs in the wild, in small letters.
    private static let aliases: [Column: [String]] = [
        .time: ["time", "timestamp", "unixtime", "date", "datetime"],
        .from: ["from", "sender", "caller", "source", "src"],
        .to: ["to", "recipient", "callee", "receiver", "target", "destination"],
        .bytes: ["bytes", "size", "length"],
        .latitude: ["latitude", "lat"],
        .longitude: ["longitude", "lon", "lng", "long"],
        .address: ["address", "ip"],
        .user: ["user", "uid", "userid", "user_id", "account"],
        .place: ["place", "venue", "location", "place_id", "venue_id"],
        .left: ["user_a", "uid", "a", "person"],
        .right: ["user_b", "fid", "b", "friend"],
    ]

    /// The columns that a header could name.
    static func candidates(_ header: String) -> [Column] {
        var name = header.lowercased()
        while let first = name.first, first == "#" || first == " " { name.removeFirst() }
        return allCases.filter { aliases[$0]?.contains(name) == true }
    }
}

/// Which field of a row holds which column.
struct TableLayout: Sendable {
    let kind: InputKind
    let fields: [Column: Int]
    let width: Int
    /// Headers that mean nothing to the audit.
    let unused: [String]

    /// Matches a header; nil when it fits no kind.
    init?(header: [String], kind wanted: InputKind?) {
        let needs: [(InputKind, [Column], [Column])] = [
            (.messages, [.time, .from, .to], [.bytes, .latitude, .longitude, .address]),
            (.checkIns, [.time, .user, .latitude, .longitude], [.place]),
            (.sealed, [.time, .to], [.bytes]),
            (.contacts, [.left, .right], []),
        ]
        for (kind, required, optional) in needs where wanted == nil || wanted == kind {
            var found: [Column: Int] = [:]
            for (index, name) in header.enumerated() {
                for column in Column.candidates(name)
                where (required + optional).contains(column) && found[column] == nil {
                    found[column] = index
                    break
                }
            }
            guard required.allSatisfy({ found[$0] != nil }) else { continue }
            self.kind = kind
            fields = found
            width = header.count
            unused = header.enumerated().filter { !found.values.contains($0.offset) }
                .map(\.element)
            return
        }
        return nil
    }

    init(kind: InputKind, fields: [Column: Int], width: Int) {
        self.kind = kind
        self.fields = fields
        self.width = width
        unused = []
    }

    /// Public traces without a header: `from to unixtime`, and `user time latitude longitude place`.
    init?(headerless row: [String], kind wanted: InputKind?) {
        if row.count == 3, wanted == nil || wanted == .messages, let time = Int(row[2]),
            Int(row[0]) != nil, Int(row[1]) != nil, time > 100_000_000
        {
            self.init(kind: .messages, fields: [.from: 0, .to: 1, .time: 2], width: 3)
        } else if row.count == 5, wanted == nil || wanted == .checkIns,
            TimeParser.parse(row[1]).map({ $0.style != .unixSeconds }) == true,
            Double(row[2]) != nil, Double(row[3]) != nil
        {
            self.init(
                kind: .checkIns,
                fields: [.user: 0, .time: 1, .latitude: 2, .longitude: 3, .place: 4], width: 5)
        } else if wanted == .contacts, row.count == 2 {
            self.init(kind: .contacts, fields: [.left: 0, .right: 1], width: 2)
        } else {
            return nil
        }
    }

    /// The layout in words, for the report.
    var understanding: String {
        let columns = fields.sorted { $0.value < $1.value }
            .map { "\($0.key.rawValue) in column \($0.value + 1)" }
        return columns.joined(separator: ", ")
    }
}
