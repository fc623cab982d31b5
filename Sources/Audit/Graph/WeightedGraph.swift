/// Pairs of users with the number of their messages.
package struct WeightedGraph: Sendable {
    package let userCount: Int
    package let neighbours: [[(user: Int, weight: Double)]]
    package let totalWeight: Double

    package init(_ log: MessageLog) {
        var weights: [PartnerGraph.Pair: Double] = [:]
        for row in 0..<log.count where log.from[row] != log.to[row] {
            weights[PartnerGraph.Pair(log.from[row], log.to[row]), default: 0] += 1
        }
        self.init(userCount: log.users.count, weights: weights)
    }

    package init(userCount: Int, weights: [PartnerGraph.Pair: Double]) {
        var lists = [[(user: Int, weight: Double)]](repeating: [], count: userCount)
        var total = 0.0
        for (pair, weight) in weights.sorted(by: { $0.key < $1.key }) {
            lists[Int(pair.first)].append((Int(pair.second), weight))
            lists[Int(pair.second)].append((Int(pair.first), weight))
            total += weight
        }
        self.userCount = userCount
        neighbours = lists
        totalWeight = total
    }

    package func strength(of user: Int) -> Double {
        neighbours[user].reduce(0) { $0 + $1.weight }
    }
}
