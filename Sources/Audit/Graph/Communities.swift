/// Groups of people who write to each other more than to others, by Louvain's method (Blondel et
/// al., "Fast unfolding of communities in large networks", 2008).
package struct Communities: Sendable {
    /// The community of each user, numbered by falling size.
    package let assignment: [Int]
    package let modularity: Double

    package init(_ graph: WeightedGraph) {
        var membership = Array(0..<graph.userCount)
        var level = Level(graph)
        while let next = level.improved() {
            membership = membership.map { next.assignment[$0] }
            level = next.coarse
        }
        modularity = level.modularity()
        assignment = Self.numberedBySize(membership)
    }

    /// The number of communities with at least so many members.
    package func count(minimumSize: Int) -> Int {
        sizes.count { $0 >= minimumSize }
    }

    package var sizes: [Int] {
        var sizes = [Int](repeating: 0, count: (assignment.max() ?? -1) + 1)
        for community in assignment { sizes[community] += 1 }
        return sizes
    }

    private static func numberedBySize(_ membership: [Int]) -> [Int] {
        var sizes: [Int: Int] = [:]
        for community in membership { sizes[community, default: 0] += 1 }
        let order = sizes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
        let numbers = Dictionary(
            uniqueKeysWithValues: order.enumerated().map { ($0.element, $0.offset) })
        return membership.map { numbers[$0] ?? 0 }
    }

    /// One level of the method: nodes are communities of the level below.
    private struct Level {
        let neighbours: [[(node: Int, weight: Double)]]
        /// Twice the weight inside of each node.
        let inner: [Double]
        let strengths: [Double]
        let doubleTotal: Double

        init(_ graph: WeightedGraph) {
            neighbours = graph.neighbours.map { $0.map { ($0.user, $0.weight) } }
            inner = [Double](repeating: 0, count: graph.userCount)
            strengths = (0..<graph.userCount).map { graph.strength(of: $0) }
            doubleTotal = max(graph.totalWeight * 2, 1e-9)
        }

        init(
            neighbours: [[(node: Int, weight: Double)]], inner: [Double], doubleTotal: Double
        ) {
            self.neighbours = neighbours
            self.inner = inner
            self.doubleTotal = doubleTotal
            strengths = neighbours.indices.map { node in
                neighbours[node].reduce(inner[node]) { $0 + $1.weight }
            }
        }

        func modularity() -> Double {
            zip(inner, strengths).reduce(0) { sum, node in
                let share = node.1 / doubleTotal
                return sum + node.0 / doubleTotal - share * share
            }
        }

        /// Weights from one node to communities: as many places as there are nodes, of which those
        /// that were written are known, so that a node costs no more than its neighbours.
        private struct Links {
            var weights: [Double]
            var touched: [Int] = []

            init(count: Int) { weights = [Double](repeating: 0, count: count) }

            mutating func add(_ weight: Double, to community: Int) {
                if weights[community] == 0 { touched.append(community) }
                weights[community] += weight
            }

            mutating func clear() {
                for community in touched { weights[community] = 0 }
                touched.removeAll(keepingCapacity: true)
            }
        }

        /// Moves nodes while that helps; nil when nothing moved.
        func improved() -> (assignment: [Int], coarse: Level)? {
            var community = Array(neighbours.indices)
            var totals = strengths
            var links = Links(count: neighbours.count)
            var moved = false
            for _ in 0..<20 {
                var movesInPass = 0
                for node in neighbours.indices
                where move(node, community: &community, totals: &totals, links: &links) {
                    movesInPass += 1
                }
                if movesInPass == 0 { break }
                moved = true
            }
            return moved ? coarsened(community) : nil
        }

        private func move(
            _ node: Int, community: inout [Int], totals: inout [Double], links: inout Links
        ) -> Bool {
            for (other, weight) in neighbours[node] { links.add(weight, to: community[other]) }
            defer { links.clear() }
            links.touched.sort()
            let old = community[node]
            totals[old] -= strengths[node]
            let scale = strengths[node] / doubleTotal
            var best = (gain: links.weights[old] - totals[old] * scale, community: old)
            for candidate in links.touched {
                let gain = links.weights[candidate] - totals[candidate] * scale
                if gain > best.gain + 1e-12 { best = (gain, candidate) }
            }
            totals[best.community] += strengths[node]
            community[node] = best.community
            return best.community != old
        }

        private func coarsened(_ community: [Int]) -> (assignment: [Int], coarse: Level) {
            var numbers = [Int](repeating: -1, count: community.count)
            var members: [[Int]] = []
            let assignment = community.enumerated().map { node, old -> Int in
                if numbers[old] < 0 {
                    numbers[old] = members.count
                    members.append([])
                }
                members[numbers[old]].append(node)
                return numbers[old]
            }
            var innerWeights = [Double](repeating: 0, count: members.count)
            var links = Links(count: members.count)
            let lists = members.indices.map { own in
                for node in members[own] {
                    innerWeights[own] += inner[node]
                    for (other, weight) in neighbours[node] {
                        if assignment[other] == own {
                            innerWeights[own] += weight
                        } else {
                            links.add(weight, to: assignment[other])
                        }
                    }
                }
                defer { links.clear() }
                return links.touched.sorted().map { (node: $0, weight: links.weights[$0]) }
            }
            return (
                assignment,
                Level(neighbours: lists, inner: innerWeights, doubleTotal: doubleTotal)
            )
        }
    }
}
