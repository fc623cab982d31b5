/// Who is whose partner: undirected, without loops or weights.
package struct PartnerGraph: Sendable {
    package let userCount: Int
    /// Each pair once, the smaller number first, sorted.
    package let pairs: [Pair]
    private let starts: [Int]
    private let flat: [Int32]

    /// Two users, the smaller number first.
    package struct Pair: Sendable, Hashable, Comparable {
        package let first: Int32
        package let second: Int32

        package init(_ one: Int32, _ other: Int32) {
            first = min(one, other)
            second = max(one, other)
        }

        package static func < (left: Pair, right: Pair) -> Bool {
            (left.first, left.second) < (right.first, right.second)
        }
    }

    package init(userCount: Int, pairs: some Sequence<(Int32, Int32)>) {
        var unique = Set<Pair>()
        for (one, other) in pairs where one != other { unique.insert(Pair(one, other)) }
        self.init(userCount: userCount, uniquePairs: unique.sorted())
    }

    package init(userCount: Int, uniquePairs: [Pair]) {
        self.userCount = userCount
        pairs = uniquePairs
        var degrees = [Int](repeating: 0, count: userCount + 1)
        for pair in pairs {
            degrees[Int(pair.first) + 1] += 1
            degrees[Int(pair.second) + 1] += 1
        }
        for user in 0..<userCount { degrees[user + 1] += degrees[user] }
        starts = degrees
        var next = degrees
        var filled = [Int32](repeating: 0, count: pairs.count * 2)
        // Sorted pairs give first every smaller neighbour, then every larger one: sorted rows.
        for pair in pairs {
            filled[next[Int(pair.second)]] = pair.first
            next[Int(pair.second)] += 1
        }
        for pair in pairs {
            filled[next[Int(pair.first)]] = pair.second
            next[Int(pair.first)] += 1
        }
        flat = filled
    }

    /// The partners of a user in rising order.
    package func partners(of user: Int) -> ArraySlice<Int32> {
        flat[starts[user]..<starts[user + 1]]
    }

    package func degree(of user: Int) -> Int {
        starts[user + 1] - starts[user]
    }

    package func contains(_ one: Int, _ other: Int) -> Bool {
        let wanted = Int32(other)
        var low = starts[one]
        var high = starts[one + 1]
        while low < high {
            let middle = (low + high) / 2
            if flat[middle] < wanted { low = middle + 1 } else { high = middle }
        }
        return low < starts[one + 1] && flat[low] == wanted
    }

    /// The graph on a subset of users, renumbered by `newNumber` (-1 leaves a user out).
    package func restricted(to newNumber: [Int32], userCount newCount: Int) -> PartnerGraph {
        let kept = pairs.lazy.map { (newNumber[Int($0.first)], newNumber[Int($0.second)]) }
            .filter { $0.0 >= 0 && $0.1 >= 0 }
        return PartnerGraph(userCount: newCount, pairs: kept)
    }
}
