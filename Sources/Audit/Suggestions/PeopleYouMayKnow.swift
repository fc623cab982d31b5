/// "People you may know", as an operator would compute it, tested on what happened later.
package struct PeopleYouMayKnow: Sendable {
    /// The share of the events from which the suggestions are made.
    package static let trainingShare = 0.75
    /// In a log of more users than this, suggestions are made among the most active ones alone
    /// (memory: 24 measures of 8 MB, with those that are learned from).
    package static let userLimit = 2000

    private let log: MessageLog

    package init(_ log: MessageLog) {
        self.log = log.mostActive(limit: Self.userLimit)
    }

    /// Scores single measures and their learned combination; empty if the log is too small.
    package func scores() async -> [AttackScore] {
        let cut = Int(Double(log.count) * Self.trainingShare)
        guard cut > 100, log.users.count <= Self.userLimit else { return [] }
        let features = SuggestionFeatures(log, rows: 0..<cut)
        let truth = newPartners(cut..<log.count, features)
        guard truth.pairs.count >= 10 else { return [] }
        let contenders: [(String, PairScores)] = [
            ("resource allocation", features[.resourceAllocation]),
            ("Adamic-Adar", features[.adamicAdar]),
            ("Katz", features[.katz]),
            ("recent activity", features[.activityProduct]),
            ("learned combination", learned(features, before: cut)),
        ]
        let scorer = Scorer(
            truth: truth, activity: features.graph.degrees, attackCount: contenders.count)
        let results = await withTaskGroup(of: (Int, AttackScore).self) { group in
            for (index, contender) in contenders.enumerated() {
                group.addTask { @concurrent in
                    var scores = contender.1
                    scores.exclude(features.graph)
                    return (index, scorer.score(contender.0, scores))
                }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }
        }
        return Holm.corrected(results.map(\.1))
    }

    /// Pairs that first write to each other in the given rows.
    private func newPartners(_ rows: Range<Int>, _ features: SuggestionFeatures) -> PartnerGraph {
        let later = log.partners(rows: rows)
            .restricted(to: features.numbers, userCount: features.users.count)
        return PartnerGraph(
            userCount: features.users.count,
            uniquePairs: later.pairs.filter {
                !features.graph.contains(Int($0.first), Int($0.second))
            })
    }

    /// Learns on the past what the measures of its earlier part say about its end.
    private func learned(_ features: SuggestionFeatures, before cut: Int) -> PairScores {
        var rows: [[Float]] = []
        var labels: [Bool] = []
        for share in [0.6, Self.trainingShare] {
            let earlier = Int(Double(cut) * share)
            let past = SuggestionFeatures(log, rows: 0..<earlier)
            addExamples(past, newPartners(earlier..<cut, past), &rows, &labels)
        }
        let model = LogisticModel(rows: rows, labels: labels, ridge: 10)
        var result = PairScores(userCount: features.users.count)
        let columns = features.scores
        for index in result.values.indices {
            result.values[index] = model.logit { columns[$0].values[index] }
        }
        return result
    }

    private func addExamples(
        _ past: SuggestionFeatures, _ outcome: PartnerGraph, _ rows: inout [[Float]],
        _ labels: inout [Bool]
    ) {
        var generator = SeededGenerator(seed: 11)
        for pair in outcome.pairs {
            rows.append(past.scores.map { $0[Int(pair.first), Int(pair.second)] })
            labels.append(true)
        }
        let wanted = labels.count + outcome.pairs.count * 20
        var tries = 0
        while labels.count < wanted, tries < outcome.pairs.count * 80 {
            tries += 1
            let first = generator.index(below: past.users.count)
            let second = generator.index(below: past.users.count)
            guard first != second, !past.graph.contains(first, second),
                !outcome.contains(first, second)
            else { continue }
            rows.append(past.scores.map { $0[first, second] })
            labels.append(false)
        }
    }
}

extension PartnerGraph {
    /// The number of partners of each user.
    package var degrees: [Int] { (0..<userCount).map { degree(of: $0) } }
}
