import Wire

/// When messages of a conversation disappear, in records of neighbouring places: a new message
/// rewrites one of them, however many others there are.
struct ExpiryBook: Sendable {
    /// Places of the thread that share a record.
    private static let span: UInt64 = 256

    private var pages: [UInt64: [Expiry]] = [:]
    /// Pages that the vault holds otherwise.
    private var changed: Set<UInt64> = []
    /// The vault holds all of it in one record, as earlier versions did.
    private var isInOneRecord = false

    var isEmpty: Bool { pages.isEmpty }
    var count: Int { pages.values.reduce(0) { $0 + $1.count } }

    /// The earliest time at which something disappears.
    var next: Int64? {
        pages.values.reduce(nil as Int64?) { earliest, page in
            page.reduce(earliest) { min($0 ?? .max, $1.dueAt ?? $0 ?? .max) }
        }.flatMap { $0 == .max ? nil : $0 }
    }

    mutating func add(_ expiry: Expiry) {
        let page = expiry.sequence / Self.span
        pages[page, default: []].append(expiry)
        changed.insert(page)
    }

    mutating func remove(_ sequence: UInt64) {
        let page = sequence / Self.span
        guard let index = pages[page]?.firstIndex(where: { $0.sequence == sequence }) else {
            return
        }
        pages[page]?.remove(at: index)
        if pages[page]?.isEmpty == true { pages[page] = nil }
        changed.insert(page)
    }

    mutating func setDue(_ sequence: UInt64, at time: Int64) {
        let page = sequence / Self.span
        guard let index = pages[page]?.firstIndex(where: { $0.sequence == sequence }) else {
            return
        }
        pages[page]?[index].dueAt = time
        changed.insert(page)
    }

    /// What is due by a time, so many at most.
    func due(at now: Int64, limit: Int) -> [Expiry] {
        some(limit, in: pages.keys.sorted()) { $0.dueAt.map { $0 <= now } ?? false }
    }

    /// What lies before a place and has not begun to count, so many at most.
    func uncounted(upTo sequence: UInt64, limit: Int) -> [Expiry] {
        some(limit, in: pages.keys.filter { $0 <= sequence / Self.span }.sorted()) {
            $0.dueAt == nil && $0.sequence <= sequence
        }
    }

    private func some(
        _ limit: Int, in numbers: [UInt64], where isWanted: (Expiry) -> Bool
    ) -> [Expiry] {
        var found: [Expiry] = []
        for number in numbers {
            for expiry in pages[number] ?? [] where isWanted(expiry) {
                guard found.count < limit else { return found }
                found.append(expiry)
            }
        }
        return found
    }

    // MARK: Storage

    private static func key(_ conversation: String, _ page: UInt64) -> RecordKey {
        RecordKey(.expiry, "\(conversation)/\(page)")
    }

    /// The conversation of a record of ``RecordKey/Collection/expiry``.
    static func conversation(_ key: RecordKey) -> String {
        String(key.key.prefix { $0 != "/" })
    }

    /// Takes in a record of the vault.
    mutating func load(_ key: RecordKey, _ value: [UInt8]) {
        let isWhole = !key.key.contains("/")
        isInOneRecord = isInOneRecord || isWhole
        for expiry in Expiry.decode(value) {
            let page = expiry.sequence / Self.span
            pages[page, default: []].append(expiry)
            if isWhole { changed.insert(page) }
        }
    }

    /// What has to be written for the vault to hold this state.
    mutating func changes(_ conversation: String) -> [RecordChange] {
        var changes = changed.sorted().map { page -> RecordChange in
            let key = Self.key(conversation, page)
            return pages[page].map { .put(key, value: Expiry.encode($0)) } ?? .delete(key)
        }
        if isInOneRecord { changes.append(.delete(RecordKey(.expiry, conversation))) }
        changed = []
        isInOneRecord = false
        return changes
    }

    /// Takes all of it out of the vault.
    func removal(_ conversation: String) -> [RecordChange] {
        [.delete(RecordKey(.expiry, conversation))]
            + Set(pages.keys).union(changed).sorted().map { .delete(Self.key(conversation, $0)) }
    }
}
