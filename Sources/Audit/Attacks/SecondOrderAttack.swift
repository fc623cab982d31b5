/// People who know each other have friends in common: pairs that were hardly seen together are
/// judged by those that surely were.
///
/// The surest pairs of other attacks are taken for a graph, three for each user, and each pair is
/// scored by its common neighbours in it (resource allocation).
enum SecondOrderAttack {
    private static let pairsPerUser = 3

    /// - Parameter evidence: Scores in which positive values speak for a pair; they are added up.
    static func scores(_ evidence: [PairScores]) -> PairScores {
        guard var sum = evidence.first else { return PairScores(userCount: 0) }
        for index in sum.values.indices {
            sum.values[index] = evidence.reduce(0) { $0 + max(0, $1.values[index]) }
        }
        let graph = surest(sum)
        var result = Neighbourhood.sums(graph) { 1 / Float(max(graph.degree(of: $0), 1)) }
        // Direct evidence breaks ties and lifts pairs above those that have none.
        let highest = max(sum.values.max() ?? 0, 1)
        for index in result.values.indices {
            result.values[index] += sum.values[index] / highest
        }
        return result
    }

    private static func surest(_ scores: PairScores) -> PartnerGraph {
        let wanted = scores.userCount * pairsPerUser
        let positive = scores.values.filter { $0 > 0 }.sorted(by: >)
        let bar = positive.count > wanted ? positive[wanted] : 0
        var pairs: [PartnerGraph.Pair] = []
        for first in 0..<scores.userCount {
            let row = scores.rowStart(first)
            for second in (first + 1)..<max(scores.userCount, first + 1)
            where scores.values[row + second] > bar {
                pairs.append(PartnerGraph.Pair(Int32(first), Int32(second)))
            }
        }
        return PartnerGraph(userCount: scores.userCount, uniquePairs: pairs)
    }
}
