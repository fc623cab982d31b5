/// The candidates of a scoring in order, with ties sharing their mean rank.
struct PairRanking {
    let candidateCount: Int
    /// Twice the mean rank (from 1) of each pair, in the layout of `PairScores`; zero if excluded.
    ///
    /// The highest bit is set for pairs that are in a top set, so that a permutation has to look at
    /// one place in memory for nearly every pair.
    private var entries: [UInt32]

    private static let topBit: UInt32 = 1 << 31

    init(_ scores: PairScores) {
        var keys = scores.values.map(Self.sortable)
        let order = Self.sortedOrder(of: keys)
        candidateCount = order.count
        var start = 0
        while start < order.count {
            let key = keys[Int(order[start])]
            var end = start + 1
            while end < order.count, keys[Int(order[end])] == key { end += 1 }
            // Ranks start + 1 ... end: twice their mean is start + 1 + end.
            for place in start..<end { keys[Int(order[place])] = UInt32(start + 1 + end) }
            start = end
        }
        entries = keys
    }

    /// Notes which pairs are among the first of either user.
    mutating func mark(_ top: TopSets, _ scores: PairScores) {
        for first in 0..<scores.userCount {
            let row = scores.rowStart(first)
            for second in (first + 1)..<max(scores.userCount, first + 1) {
                let value = scores.values[row + second]
                if top.membership(of: value, for: first) > 0
                    || top.membership(of: value, for: second) > 0
                {
                    entries[row + second] |= Self.topBit
                }
            }
        }
    }

    @inline(__always)
    subscript(place: Int) -> (doubledRank: Int, isInTopSet: Bool) {
        let entry = entries[place]
        return (Int(entry & ~Self.topBit), entry & Self.topBit != 0)
    }

    /// Maps a score to an integer of the same order; zero is kept for excluded pairs.
    private static func sortable(_ value: Float) -> UInt32 {
        guard value != PairScores.excluded, !value.isNaN else { return 0 }
        // Adding zero turns -0 into +0, so that the two tie.
        let bits = (value + 0).bitPattern
        return bits & 0x8000_0000 != 0 ? ~bits : bits | 0x8000_0000
    }

    /// Indices of the candidates by rising key: a radix sort of two passes.
    private static func sortedOrder(of keys: [UInt32]) -> [UInt32] {
        let candidates = keys.count { $0 != 0 }
        var counts = [Int](repeating: 0, count: 65_536)
        for key in keys where key != 0 { counts[Int(key & 0xFFFF)] += 1 }
        accumulate(&counts)
        var byLow = [UInt32](repeating: 0, count: candidates)
        for (index, key) in keys.enumerated() where key != 0 {
            byLow[counts[Int(key & 0xFFFF)]] = UInt32(index)
            counts[Int(key & 0xFFFF)] += 1
        }
        counts = [Int](repeating: 0, count: 65_536)
        for key in keys where key != 0 { counts[Int(key >> 16)] += 1 }
        accumulate(&counts)
        var sorted = [UInt32](repeating: 0, count: candidates)
        for index in byLow {
            let digit = Int(keys[Int(index)] >> 16)
            sorted[counts[digit]] = index
            counts[digit] += 1
        }
        return sorted
    }

    private static func accumulate(_ counts: inout [Int]) {
        var total = 0
        for digit in counts.indices {
            let count = counts[digit]
            counts[digit] = total
            total += count
        }
    }
}
