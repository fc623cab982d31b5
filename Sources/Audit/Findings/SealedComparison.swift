/// The same messages as a sealed-sender server would have seen them, attacked.
struct SealedComparison: Sendable {
    /// Above this many users only the most active are compared (memory: 8 MB per attack).
    ///
    /// With the limit of messages it bounds the five batteries, whatever the log: they take no longer
    /// than on a log of that size.
    static let userLimit = 2000

    /// More messages than this are not compared, but the latest of them.
    static let messageLimit = 60_000

    private let log: MessageLog
    /// What was left out, in words; empty if nothing was.
    private let scope: String

    init(_ log: MessageLog) {
        let active = log.mostActive(limit: Self.userLimit)
        self.log = active.latest(limit: Self.messageLimit)
        scope = Self.scope(
            users: log.users.count, userLimit: Self.userLimit, rows: active.count,
            rowLimit: Self.messageLimit)
    }

    /// What a comparison of so many users and rows leaves out.
    static func scope(users: Int, userLimit: Int, rows: Int, rowLimit: Int) -> String {
        var sentences: [String] = []
        if users > userLimit {
            sentences.append(
                "Compared were the \(HTML.grouped(userLimit)) most active of "
                    + "\(HTML.grouped(users)) people.")
        }
        if rows > rowLimit {
            sentences.append(
                "Used were their latest \(HTML.grouped(rowLimit)) of \(HTML.grouped(rows)) rows.")
        }
        return sentences.joined(separator: " ")
    }

    func sections() async -> (sections: [Section], headlines: [String]) {
        let truth = log.partners()
        guard truth.pairs.count >= 10 else { return ([], []) }
        var rows: [[String]] = []
        var details: [Block] = []
        var bars: [BarChart.Bar] = []
        var chance = 0.0
        var headline: String?
        for (within, name) in Self.delays {
            let sealed = DeliveryLog(sealing: log, receiptsWithinSeconds: within, seed: 21)
            let battery = DeliveryBattery(sealed, truth: truth)
            let scores = await battery.run()
            if !battery.scope.isEmpty { details.append(.note("\(name): \(battery.scope)")) }
            guard let best = Self.strongest(scores) else { continue }
            rows.append([
                name, best.attack, HTML.fixed(best.auc, 3), HTML.fixed(best.precisionAt1, 3),
                best.matched.map { HTML.fixed($0, 3) } ?? "–", HTML.probability(best),
            ])
            bars.append(
                BarChart.Bar(
                    label: name, value: best.precisionAt1,
                    text: HTML.percent(best.precisionAt1, 0)))
            chance = best.baseRate
            details.append(
                .scores(
                    ScoreTable(
                        id: "sealed\(within.map { "\(Int($0))s" } ?? "WithoutReceipts")",
                        title: "All attacks, \(name)", scores: scores, isDetail: true)))
            if within == 60 {
                headline =
                    "With sealed senders and receipts within a minute, the first guess of a "
                    + "partner is right in \(HTML.percent(best.precisionAt1, 0)) of the cases."
            }
        }
        return ([section(rows, details, bars, chance)], headline.map { [$0] } ?? [])
    }

    private static let delays: [(Double?, String)] = [
        (1, "receipts within 1 s"), (60, "receipts within 60 s"), (3600, "receipts within 1 h"),
        (86_400, "receipts within 24 h"), (nil, "no receipts"),
    ]

    /// The attack that names the most first partners; of those within a hundredth of it, the one
    /// with the best AUC.
    static func strongest(_ scores: [AttackScore]) -> AttackScore? {
        let most = scores.lazy.map(\.precisionAt1).max() ?? 0
        return scores.filter { $0.precisionAt1 >= most - 0.01 }.max { $0.auc < $1.auc }
    }

    private func section(
        _ rows: [[String]], _ details: [Block], _ bars: [BarChart.Bar], _ chance: Double
    ) -> Section {
        let chart = BarChart(
            title: "How often the first guess of a partner is right", bars: bars, chance: chance)
        let table = TextTable(
            id: "sealedSummary", title: "The strongest attack for each delay",
            header: ["Receipts", "Attack", "AUC", "P@1", "Matched", "p"], rows: rows)
        return Section(
            id: "sealed", title: "Had the senders been sealed",
            lead:
                "A sealed-sender server sees only to whom and when; a delivery receipt looks like "
                + "any message. What follows what gives the partners back "
                + "[Martiny2021] [Danezis2003] [DanezisTroncoso2009].", leftOut: scope,
            blocks: [.bars(chart), .table(table)] + details)
    }
}

extension MessageLog {
    /// The last messages of the log, and who wrote or got them.
    func latest(limit: Int) -> MessageLog {
        count > limit ? part(rows: count - limit..<count) { _ in true } : self
    }

    /// The messages among the users who have the most; all of them if there are no more than that.
    func mostActive(limit: Int) -> MessageLog {
        guard users.count > limit else { return self }
        var counts = [Int](repeating: 0, count: users.count)
        for row in 0..<count {
            counts[Int(from[row])] += 1
            counts[Int(to[row])] += 1
        }
        let kept = counts.indices.sorted { (counts[$1], $0) < (counts[$0], $1) }.prefix(limit)
        var isKept = [Bool](repeating: false, count: users.count)
        for user in kept { isKept[user] = true }
        return part(rows: 0..<count) { isKept[Int($0)] }
    }

    /// Some rows between some users, who are numbered anew.
    private func part(rows: Range<Int>, isKept: (Int32) -> Bool) -> MessageLog {
        var result = MessageLog()
        result.hasCalendar = hasCalendar
        var numbers = [Int32](repeating: -1, count: users.count)
        for row in rows where isKept(from[row]) && isKept(to[row]) {
            for user in [from[row], to[row]] where numbers[Int(user)] < 0 {
                numbers[Int(user)] = result.users.number(of: users[user])
            }
            result.append(
                time: times[row], from: numbers[Int(from[row])], to: numbers[Int(to[row])])
        }
        return result
    }
}
