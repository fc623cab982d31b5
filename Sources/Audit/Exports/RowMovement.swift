/// Where the rows of a column of one export stand in another: equal values are the same slot's.
struct RowMovement: Sendable {
    /// By row of the first export, the row in the second, or -1.
    let targets: [Int32]

    init(_ first: [UInt64], _ second: [UInt64]) {
        var places: [UInt64: Int32] = [:]
        for (row, value) in second.enumerated() {
            // A value that stands twice says nothing of where a row went.
            places[value] = places[value] == nil ? Int32(row) : -1
        }
        var seen: [UInt64: Int] = [:]
        for value in first { seen[value, default: 0] += 1 }
        targets = first.map { seen[$0] == 1 ? places[$0] ?? -1 : -1 }
    }

    /// Rows that stayed where they were: the identity.
    init(identityOf count: Int) { targets = (0..<Int32(count)).map { $0 } }

    var movedCount: Int { targets.count { $0 >= 0 } }

    /// Rows that both columns sent to the same place, and how many that would be by chance.
    func agreement(with other: RowMovement) -> (observed: Int, expected: Double) {
        var observed = 0
        var both = 0
        for (one, two) in zip(targets, other.targets) where one >= 0 && two >= 0 {
            both += 1
            if one == two { observed += 1 }
        }
        return (observed, Double(both) / Double(max(targets.count, 1)))
    }
}
