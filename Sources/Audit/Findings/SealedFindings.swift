#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What a sealed-sender log gives away.
struct SealedFindings: Sendable {
    private let log: DeliveryLog
    private let report: InputReport
    private let truth: ContactList?
    /// What was left out, in words; empty if nothing was.
    private let scope: String
    /// Above this many users only the most active are compared (memory: 18 MB per attack).
    private static let userLimit = 3000
    /// More rows than this are not compared, but the latest of them.
    private static let rowLimit = 300_000

    init(_ log: DeliveryLog, _ report: InputReport, truth: ContactList?) {
        let active = log.mostActive(limit: Self.userLimit)
        self.log = active.latest(limit: Self.rowLimit)
        scope = SealedComparison.scope(
            users: log.users.count, userLimit: Self.userLimit, rows: active.count,
            rowLimit: Self.rowLimit)
        self.report = report
        self.truth = truth
    }

    func findings() async -> InputFindings {
        var result = InputFindings(report: report)
        result.sections.append(guesses())
        if let truth {
            let known = truth.graph(in: log.users)
            let battery = DeliveryBattery(log, truth: known.graph)
            let scores = await battery.run()
            result.sections.append(
                scored(scores, unknown: known.unknown, scope: battery.scope))
            if let best = SealedComparison.strongest(scores), best.isSignificant {
                result.headlines.append(
                    "Although senders are sealed, the first guess of a partner is right in "
                        + "\(HTML.percent(best.precisionAt1, 0)) of the cases (\(best.attack)).")
            }
        }
        var times = [[Int64]](repeating: [], count: log.users.count)
        for row in 0..<log.count { times[Int(log.recipients[row])].append(log.times[row]) }
        let hasCalendar = (log.times.first ?? 0) > 100_000_000_000
        result.sections.append(
            RhythmFindings(Rhythm(times: times), hasCalendar: hasCalendar)
                .section(who: "deliveries"))
        return result
    }

    private func scored(_ scores: [AttackScore], unknown: Int, scope: String) -> Section {
        Section(
            id: "scored", title: "Partners, scored against the truth",
            lead: "Every attack on the times of delivery, against the known pairs"
                + (unknown > 0 ? " (\(unknown) pairs of the truth do not occur in the log)" : "")
                + " [Martiny2021] [Danezis2003] [DanezisTroncoso2009].",
            leftOut: scope,
            blocks: [.scores(ScoreTable(id: "sealedScores", title: "Attacks", scores: scores))])
    }

    /// The pairs of which the log itself is sure: more evidence than there are pairs.
    private func guesses() -> Section {
        let pairCount = log.users.count * (log.users.count - 1) / 2
        let bar = Float(naturalLogarithm(Double(max(pairCount, 1))))
        let candidates = [1, 60.0, 3600].map { seconds -> (Double, PairScores, Int) in
            let scores = CoincidenceAttack(windowSeconds: seconds).scores(log)
            return (seconds, scores, scores.values.count { $0 > bar })
        }
        let best = candidates.max { $0.2 < $1.2 } ?? candidates[0]
        return Section(
            id: "guesses", title: "Partners that the log is sure of",
            lead:
                "Pairs whose coincidences are likelier to be messages than chance, even among all "
                + "pairs. Of 1 s, 1 min and 1 h, the window that shows most of them is used.",
            leftOut: scope,
            blocks: [
                .facts([
                    Fact(
                        "certainPairs", "Certain pairs", count: best.2,
                        explanation: "evidence above \(HTML.fixed(Double(bar), 1)) (natural log)"),
                    Fact(
                        "window", "Window", Duration.text(best.0), number: best.0,
                        explanation: "about how fast receipts are"),
                ]),
                .table(table(best.1, bar: bar)),
            ])
    }

    private func table(_ scores: PairScores, bar: Float) -> TextTable {
        var pairs: [(Int, Int, Float)] = []
        for first in 0..<scores.userCount {
            for second in (first + 1)..<max(scores.userCount, first + 1)
            where scores[first, second] > bar {
                pairs.append((first, second, scores[first, second]))
            }
        }
        let rows = pairs.sorted { $0.2 > $1.2 }.prefix(15).map { pair in
            [
                "\(log.users[Int32(pair.0)]) and \(log.users[Int32(pair.1)])",
                HTML.fixed(Double(pair.2), 1),
            ]
        }
        return TextTable(
            id: "certain", title: "The most certain pairs", header: ["Pair", "Evidence"],
            rows: rows, isDetail: true)
    }
}

extension DeliveryLog {
    /// The last deliveries of the log, and who got them.
    func latest(limit: Int) -> DeliveryLog {
        guard count > limit else { return self }
        var names = NameTable()
        let rows = (count - limit..<count).map { row in
            (time: times[row], to: names.number(of: users[recipients[row]]))
        }
        return DeliveryLog(users: names, rows: rows)
    }

    /// The deliveries to the users who have the most.
    func mostActive(limit: Int) -> DeliveryLog {
        guard users.count > limit else { return self }
        let counts = volumes
        let kept = counts.indices.sorted { (counts[$1], $0) < (counts[$0], $1) }.prefix(limit)
        var isKept = [Bool](repeating: false, count: users.count)
        for user in kept { isKept[user] = true }
        var names = NameTable()
        var rows: [(time: Int64, to: Int32)] = []
        for row in 0..<count where isKept[Int(recipients[row])] {
            rows.append((times[row], names.number(of: users[recipients[row]])))
        }
        return DeliveryLog(users: names, rows: rows)
    }
}

/// The natural logarithm; within the type, `log` is the log that is audited.
private func naturalLogarithm(_ value: Double) -> Double { log(value) }
