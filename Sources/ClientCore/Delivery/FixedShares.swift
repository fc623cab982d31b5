/// Turns that come round at the same rate for everybody, whoever else is there: a fixed number of
/// them, in another order each time, more than there are members.
///
/// What a member sees of its own turns depends on the number of shares alone, which changes only
/// when the members outgrow it.
struct FixedShares<Member: Hashable & Comparable & Sendable>: Sendable {
    /// Shares that there are at least.
    private static var leastCount: Int { 8 }

    private var places: [Member: Int] = [:]
    private var waiting: [Int] = []

    /// The next power of two, 8 at least.
    static func count(_ members: Int) -> Int {
        var count = leastCount
        while count < members { count *= 2 }
        return count
    }

    /// Whose turn it is; nil for a share that nobody has.
    mutating func next(_ members: [Member], random: inout RandomSource) -> Member? {
        settle(members)
        if waiting.isEmpty {
            waiting = (0..<Self.count(members.count)).shuffled(using: &random)
        }
        let turn = waiting.removeLast()
        return places.first { $0.value == turn }?.key
    }

    /// Members keep their places; newcomers take the lowest free one.
    private mutating func settle(_ members: [Member]) {
        let present = Set(members)
        places = places.filter { present.contains($0.key) }
        let count = Self.count(members.count)
        if places.values.contains(where: { $0 >= count }) { places = [:] }
        var taken = Set(places.values)
        for member in members.sorted() where places[member] == nil {
            let free = (0...members.count).first { !taken.contains($0) } ?? members.count
            places[member] = free
            taken.insert(free)
        }
    }
}
