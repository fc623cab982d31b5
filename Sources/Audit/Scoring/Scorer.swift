/// Scores attacks against one truth.
package struct Scorer: Sendable {
    private let truth: PartnerGraph
    /// Neighbours of each user in the order of activity, for the matched comparison.
    private let activity: ActivityOrder
    private let permutationCount: Int
    private let seed: UInt64

    /// - Parameters:
    ///   - activity: Events of each user, as the attacker sees them.
    ///   - attackCount: How many attacks are scored together, each with two tests.
    package init(truth: PartnerGraph, activity: [Int], attackCount: Int, seed: UInt64 = 1) {
        self.truth = truth
        self.activity = ActivityOrder(activity)
        self.seed = seed
        permutationCount = Holm.permutationCount(tests: attackCount * 2)
    }

    package func score(_ attack: String, _ scores: PairScores) -> AttackScore {
        var ranking = PairRanking(scores)
        let first = TopSets(scores, k: 1)
        ranking.mark(first, scores)
        let firstTen = TopSets(scores, k: 10)
        let partners = truth.pairs.filter {
            scores[Int($0.first), Int($0.second)] != PairScores.excluded
        }
        let found = Found(partners: partners, userCount: truth.userCount)
        let auc = ranking.auc(partners, layout: scores)
        let precision = found.precision(first, scores)
        let test = permute(partners: partners, ranking: ranking, first: first, scores: scores)
        return AttackScore(
            attack: attack, auc: auc, precisionAt1: precision,
            precisionAt10: found.precision(firstTen, scores),
            baseRate: found.baseRate(candidates: ranking.candidateCount),
            matched: matched(scores, partners), pOfAUC: test.pOfAUC,
            pOfPrecisionAt1: test.pOfPrecision, partnerPairCount: partners.count,
            candidatePairCount: ranking.candidateCount, permutationCount: permutationCount,
            correctedP: 1)
    }

    /// More partner pairs than this are represented by a random sample in the tests (not in the
    /// scores), which would otherwise take most of the time on large logs.
    private static let sampleLimit = 8_000

    private func permute(
        partners: [PartnerGraph.Pair], ranking: PairRanking, first: TopSets, scores: PairScores
    ) -> (pOfAUC: Double, pOfPrecision: Double) {
        var generator = SeededGenerator(seed: seed)
        let sample =
            partners.count > Self.sampleLimit
            ? Array(partners.shuffled(using: &generator).prefix(Self.sampleLimit)) : partners
        let found = Found(partners: sample, userCount: truth.userCount)
        let base = found.baseRate(candidates: ranking.candidateCount)
        var names = (0..<Int32(truth.userCount)).map { $0 }
        let (auc, precision) = renamed(sample, names, found, ranking, first, scores)
        var asExtremeAUC = 1
        var asExtremePrecision = 1
        let slack = 1e-9
        for _ in 0..<permutationCount {
            names.shuffle(using: &generator)
            let (otherAUC, top) = renamed(sample, names, found, ranking, first, scores)
            if abs(otherAUC - 0.5) >= abs(auc - 0.5) - slack { asExtremeAUC += 1 }
            if abs(top - base) >= abs(precision - base) - slack { asExtremePrecision += 1 }
        }
        let total = Double(permutationCount + 1)
        return (Double(asExtremeAUC) / total, Double(asExtremePrecision) / total)
    }

    /// AUC and P@1 under other names, in one walk over the partners.
    private func renamed(
        _ partners: [PartnerGraph.Pair], _ names: [Int32], _ found: Found, _ ranking: PairRanking,
        _ first: TopSets, _ scores: PairScores
    ) -> (auc: Double, precision: Double) {
        var rankSum = 0
        var present = 0
        var top = 0.0
        for pair in partners {
            let one = Int(names[Int(pair.first)])
            let other = Int(names[Int(pair.second)])
            let place = scores.offset(one, other)
            let (rank, isInTopSet) = ranking[place]
            guard rank != 0 else { continue }
            rankSum += rank
            present += 1
            guard isInTopSet else { continue }
            let score = scores.values[place]
            top += Double(first.membership(of: score, for: one))
            top += Double(first.membership(of: score, for: other))
        }
        return (
            ranking.auc(doubledRankSum: rankSum, present: present),
            found.share(ofTop: top, k: first.k)
        )
    }

    /// AUC against users whose activity is within 15 ranks of the partner's, five draws each.
    private func matched(_ scores: PairScores, _ partners: [PartnerGraph.Pair]) -> Double? {
        var generator = SeededGenerator(seed: seed &+ 1)
        var wins = 0.0
        var comparisons = 0
        for pair in partners {
            for (user, partner) in [(pair.first, pair.second), (pair.second, pair.first)] {
                let score = scores[Int(user), Int(partner)]
                for _ in 0..<5 {
                    let other = activity.neighbour(of: Int(partner), within: 15, &generator)
                    guard other != Int(user), other != Int(partner),
                        !truth.contains(Int(user), other)
                    else { continue }
                    let rival = scores[Int(user), other]
                    guard rival != PairScores.excluded else { continue }
                    wins += score > rival ? 1 : (score == rival ? 0.5 : 0)
                    comparisons += 1
                }
            }
        }
        return comparisons == 0 ? nil : wins / Double(comparisons)
    }
}

extension PairRanking {
    /// AUC of the given pairs.
    func auc(_ pairs: [PartnerGraph.Pair], layout: PairScores) -> Double {
        var sum = 0
        var present = 0
        for pair in pairs {
            let rank = self[layout.offset(Int(pair.first), Int(pair.second))].doubledRank
            guard rank != 0 else { continue }
            sum += rank
            present += 1
        }
        return auc(doubledRankSum: sum, present: present)
    }

    /// AUC from the sum of the doubled ranks of so many positives.
    func auc(doubledRankSum sum: Int, present: Int) -> Double {
        let others = candidateCount - present
        guard present > 0, others > 0 else { return 0.5 }
        let wins = Double(sum) / 2 - Double(present) * Double(present + 1) / 2
        return wins / (Double(present) * Double(others))
    }
}

/// The partners that could be found, as seen from each user who has any.
private struct Found {
    let directed: [(user: Int32, partner: Int32)]
    let degrees: [Int]
    let userCount: Int
    private let searchers: Int

    init(partners: [PartnerGraph.Pair], userCount: Int) {
        directed = partners.flatMap { [($0.first, $0.second), ($0.second, $0.first)] }
        var counts = [Int](repeating: 0, count: userCount)
        for edge in directed { counts[Int(edge.user)] += 1 }
        degrees = counts
        self.userCount = userCount
        searchers = counts.count { $0 > 0 }
    }

    func precision(_ top: TopSets, _ scores: PairScores) -> Double {
        var sum = 0.0
        for (user, partner) in directed {
            let score = scores[Int(user), Int(partner)]
            sum += Double(top.membership(of: score, for: Int(user)))
        }
        return share(ofTop: sum, k: top.k)
    }

    func share(ofTop sum: Double, k: Int) -> Double {
        searchers == 0 ? 0 : sum / Double(k * searchers)
    }

    /// The share of partners among all candidates, over the users who have partners.
    func baseRate(candidates: Int) -> Double {
        guard searchers > 0, candidates > 0 else { return 0 }
        let perUser = Double(candidates) * 2 / Double(userCount)
        return Double(directed.count) / Double(searchers) / perUser
    }
}

/// Users in the order of activity.
private struct ActivityOrder: Sendable {
    private let order: [Int]
    private let rank: [Int]

    init(_ activity: [Int]) {
        let sorted = activity.indices.sorted { (activity[$0], $0) < (activity[$1], $1) }
        var ranks = [Int](repeating: 0, count: activity.count)
        for (place, user) in sorted.enumerated() { ranks[user] = place }
        order = sorted
        rank = ranks
    }

    /// A user drawn evenly among those within some ranks of the given one.
    func neighbour(of user: Int, within distance: Int, _ generator: inout SeededGenerator) -> Int {
        let low = max(0, rank[user] - distance)
        let high = min(order.count - 1, rank[user] + distance)
        return order[low + generator.index(below: high - low + 1)]
    }
}
