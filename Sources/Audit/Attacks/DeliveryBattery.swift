/// All attacks on a log of deliveries, scored against one truth.
package struct DeliveryBattery: Sendable {
    /// One attack by name.
    private struct Attack: Sendable {
        let name: String
        /// Whether positive scores speak for a pair.
        var isEvidence = false
        let scores: @Sendable () -> PairScores
    }

    /// Windows of statistical disclosure in seconds.
    package static let windowsSeconds: [Double] = [1, 60, 600, 3600, 86_400]
    /// Windows of shared suspicion in seconds.
    private static let suspicionSeconds: [Double] = [600, 3600]
    /// Stretches of co-presence in seconds.
    package static let binsSeconds: [Double] = [600, 3600, 86_400]
    /// Windows of the maximum likelihood in seconds.
    private static let assignmentSeconds: [Double] = [1, 60, 3600]
    /// Above this many pairs of rows within its surroundings, the maximum likelihood is too slow
    /// for its worth and is left out; the others cost users times rows at most, whatever the log.
    package static let rowPairLimit = 300_000_000

    private let log: DeliveryLog
    private let truth: PartnerGraph

    package init(_ log: DeliveryLog, truth: PartnerGraph) {
        self.log = log
        self.truth = truth
    }

    package func run() async -> [AttackScore] {
        let attacks = attacks()
        let scorer = Scorer(
            truth: truth, activity: log.volumes, attackCount: attacks.count + 2)
        let results = await withTaskGroup(of: (Int, PairScores, AttackScore).self) { group in
            for (index, attack) in attacks.enumerated() {
                group.addTask { @concurrent in
                    let scores = attack.scores()
                    return (index, scores, scorer.score(attack.name, scores))
                }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }
        }
        let evidence = results.filter { attacks[$0.0].isEvidence }.map(\.1)
        let common = SecondOrderAttack.scores(evidence)
        let learned = LearnedCombination().scores(
            features: results.map(\.1) + [common], truth: truth)
        return Holm.corrected(
            results.map(\.2) + [
                scorer.score("friends in common, by the surest pairs", common),
                scorer.score("learned combination", learned),
            ])
    }

    private func attacks() -> [Attack] {
        let log = log
        let days = DayOverlap(log)
        var attacks = [
            Attack(name: "volume") { VolumeAttack.scores(volumes: log.volumes) }
        ]
        for window in Self.windowsSeconds {
            attacks.append(
                Attack(
                    name: "statistical disclosure, \(Duration.text(window))",
                    isEvidence: window <= 3600
                ) {
                    CoincidenceAttack(windowSeconds: window).scores(log, days: days)
                })
        }
        for window in Self.assignmentSeconds where isFeasible(window) {
            attacks.append(
                Attack(name: "maximum likelihood, \(Duration.text(window))") {
                    AssignmentAttack(windowSeconds: window).scores(log)
                })
        }
        for window in Self.suspicionSeconds {
            attacks.append(
                Attack(name: "shared suspicion, \(Duration.text(window))") {
                    SharedSuspicionAttack(windowSeconds: window).scores(log)
                })
        }
        for bin in Self.binsSeconds {
            attacks.append(
                Attack(name: "co-presence, \(Duration.text(bin))") {
                    CoPresenceAttack(binSeconds: bin)
                        .scores(
                            times: log.times, users: log.recipients, userCount: log.users.count)
                })
        }
        return attacks
    }

    private func isFeasible(_ windowSeconds: Double) -> Bool {
        AssignmentAttack(windowSeconds: windowSeconds * 6).rowPairCount(log) <= Self.rowPairLimit
    }

    /// What is left out, in words; empty if nothing is.
    package var scope: String {
        let names = Self.assignmentSeconds.filter { !isFeasible($0) }.map { Duration.text($0) }
        return names.isEmpty
            ? ""
            : "Maximum likelihood within \(names.joined(separator: ", ")): too many rows lie so close "
                + "together."
    }
}

extension Duration {
    /// Seconds as people say them: `10 min`, `1 h`, `1 day`.
    static func text(_ seconds: Double) -> String {
        switch seconds {
        case ..<120: "\(Int(seconds)) s"
        case ..<7200: "\(Int(seconds / 60)) min"
        case ..<172_800: "\(Int(seconds / 3600)) h"
        default: "\(Int(seconds / 86_400)) days"
        }
    }
}
