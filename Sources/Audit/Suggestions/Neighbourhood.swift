/// Measures of closeness in a graph, for all pairs at once.
enum Neighbourhood {
    /// The sum of a weight over the common partners of each pair.
    static func sums(_ graph: PartnerGraph, weight: (Int) -> Float) -> PairScores {
        var result = PairScores(userCount: graph.userCount)
        for middle in 0..<graph.userCount {
            let value = weight(middle)
            let partners = graph.partners(of: middle)
            for (place, first) in partners.enumerated() {
                let row = result.rowStart(Int(first))
                for second in partners.dropFirst(place + 1) {
                    result.values[row + Int(second)] += value
                }
            }
        }
        return result
    }

    /// Common partners, each counting by the product of the two ties over its own size.
    static func weightedSums(_ graph: PartnerGraph, _ weights: [PartnerGraph.Pair: Float])
        -> PairScores
    {
        var result = PairScores(userCount: graph.userCount)
        for middle in 0..<graph.userCount {
            let partners = Array(graph.partners(of: middle))
            let ties = partners.map { weights[PartnerGraph.Pair($0, Int32(middle))] ?? 0 }
            let total = max(ties.reduce(0, +), 1e-3)
            for (place, first) in partners.enumerated() {
                let row = result.rowStart(Int(first))
                for other in (place + 1)..<max(partners.count, place + 1) {
                    result.values[row + Int(partners[other])] += ties[place] * ties[other] / total
                }
            }
        }
        return result
    }

    /// Katz's index (Psychometrika 18, 1953), cut off after paths of eight steps: in sparse graphs,
    /// how far apart two people are says much.
    static func katz(_ graph: PartnerGraph, twoSteps: PairScores) -> PairScores {
        let damping: Float = 0.02
        var result = twoSteps
        var paths = twoSteps
        var diagonal = (0..<graph.userCount).map { Float(graph.degree(of: $0)) }
        var weight: Float = 1
        for _ in 3...8 {
            (paths, diagonal) = stepped(graph, paths, diagonal)
            weight *= damping
            for index in result.values.indices {
                result.values[index] += weight * paths.values[index]
            }
        }
        return result
    }

    /// Adds one step before each path, also before those that lead back to where they began.
    private static func stepped(
        _ graph: PartnerGraph, _ paths: PairScores, _ diagonal: [Float]
    ) -> (PairScores, diagonal: [Float]) {
        let longer = PairScores(userCount: graph.userCount) { first, second in
            var sum: Float = 0
            for middle in graph.partners(of: first) {
                let index = Int(middle)
                sum += index == second ? diagonal[index] : paths[index, second]
            }
            return sum
        }
        let back = (0..<graph.userCount).map { user in
            graph.partners(of: user).reduce(Float(0)) { $0 + paths[Int($1), user] }
        }
        return (longer, back)
    }
}
