/// The same conversations through three servers, beside each other.
package struct ReplayFindings: Sendable {
    /// What was said, and what leader and helper saw of it.
    package struct World: Sendable {
        package let recording: Recording
        /// On the recording's clock; people are named by their slots' numbers.
        package let messages: MessageLog

        package init(recording: Recording, messages: MessageLog) {
            self.recording = recording
            self.messages = messages
        }
    }

    private let report: InputReport
    private let first: World
    /// The same people on the same schedule, with other friends.
    private let second: World?
    /// How the stack was run.
    private let facts: [Fact]
    /// What clients made of the messages, in a sentence.
    private let howItWasSaid: String

    package init(
        report: InputReport, first: World, second: World?, facts: [Fact], howItWasSaid: String
    ) {
        self.report = report
        self.first = first
        self.second = second
        self.facts = facts
        self.howItWasSaid = howItWasSaid
    }

    package func findings() async throws(InputError) -> InputFindings {
        var result = InputFindings(report: report)
        let live = try await RecordingFindings(
            first.recording, report, truth: .messages(first.messages), isThorough: true
        ).findings()
        result.sections = [try await comparison(), stack] + live.sections
        result.headlines = live.headlines
        if let second {
            let worlds = try await WorldComparison(first, second).section()
            result.sections.append(worlds.section)
            result.headlines.append(worlds.headline)
        }
        return result
    }

    private var stack: Section {
        Section(
            id: "stack", title: "How it was played",
            lead: "Clients, leader and helper ran in virtual time; everything that reached or left "
                + "either server was written down. \(howItWasSaid)",
            blocks: [.facts(facts)])
    }

    // MARK: - Three servers

    private func comparison() async throws(InputError) -> Section {
        let columns = try await [ordinary(), sealed(), moonless()]
        let labels = ["Partners: attack", "AUC", "P@1", "P@1 over chance", "Matched", "p"]
        var rows = labels.enumerated().map { index, label in
            [label] + columns.map { $0.partners[index] }
        }
        rows.append(["When somebody writes: AUC"] + columns.map(\.moments))
        rows.append(["How much somebody writes: rank correlation"] + columns.map(\.volume))
        let bars = columns.map {
            BarChart.Bar(
                label: $0.name, value: $0.first, text: HTML.percent($0.first, 1))
        }
        return Section(
            id: "threeServers", title: "Three servers, the same conversations",
            lead:
                "An ordinary server writes down who writes to whom. A server with sealed senders sees "
                + "deliveries, and receipts within a minute [Martiny2021]. Of Moonless, leader and "
                + "helper show all that they see live, together. p is corrected over all attacks "
                + "on the same server [Holm1979].",
            blocks: [
                .bars(
                    BarChart(
                        title: "How often the first guess of a partner is right", bars: bars,
                        chance: columns.last?.chance)),
                .table(
                    TextTable(
                        id: "comparison", title: "What each server could tell",
                        header: [""] + columns.map(\.name), rows: rows)),
            ])
    }

    /// One server's column.
    private struct Column {
        let name: String
        let partners: [String]
        let first: Double
        let chance: Double
        let moments: String
        let volume: String
    }

    private func column(
        _ name: String, _ best: AttackScore?, seen: [(milliseconds: Int64, slot: Int32)],
        volumes: [Int]
    ) -> Column {
        let moment = MomentScore(first.messages, seen: seen, binMilliseconds: binMilliseconds)
        let volume = RankCorrelation.test(volumes.map(Double.init), written)
        return Column(
            name: name,
            partners: [
                best?.attack ?? "–", best.map { HTML.fixed($0.auc, 3) } ?? "–",
                best.map { HTML.fixed($0.precisionAt1, 3) } ?? "–",
                best.map(LeakSection.timesChance) ?? "–",
                best?.matched.map { HTML.fixed($0, 3) } ?? "–",
                best.map(HTML.probability) ?? "–",
            ],
            first: best?.precisionAt1 ?? 0, chance: best?.baseRate ?? 0,
            moments: HTML.fixed(moment.auc, 3) + " (p \(HTML.fixed(moment.p, 3)))",
            volume: HTML.fixed(volume.value, 3) + " (p \(HTML.fixed(volume.p, 3)))")
    }

    private var truth: PartnerGraph { first.messages.partners() }

    private var written: [Double] {
        var counts = [Double](repeating: 0, count: first.messages.users.count)
        for sender in first.messages.from { counts[Int(sender)] += 1 }
        return counts
    }

    /// A round, a minute, or a five-hundredth of the window, whichever is longest.
    private var binMilliseconds: Int64 {
        let times = first.messages.times
        let span = (times.last ?? 0) - (times.first ?? 0)
        return max(first.recording.roundMicroseconds / 1000, 60_000, span / 500)
    }

    private func ordinary() -> Column {
        let log = first.messages
        var scores = PairScores(userCount: log.users.count)
        for row in 0..<log.count where log.from[row] != log.to[row] {
            scores[Int(log.from[row]), Int(log.to[row])] += 1
        }
        let scorer = Scorer(truth: truth, activity: truth.degrees, attackCount: 1)
        let best = Holm.corrected([scorer.score("read the log", scores)]).first
        return column(
            "Ordinary server", best,
            seen: (0..<log.count).map { (log.times[$0], log.from[$0]) },
            volumes: written.map { Int($0) })
    }

    private func sealed() async -> Column {
        let log = DeliveryLog(sealing: first.messages, receiptsWithinSeconds: 60, seed: 21)
        let scores = await DeliveryBattery(log, truth: truth).run()
        return column(
            "Sealed senders", SealedComparison.strongest(scores),
            seen: (0..<log.count).map { (log.times[$0], log.recipients[$0]) },
            volumes: log.volumes)
    }

    private func moonless() async throws(InputError) -> Column {
        let observer = try RoundObserver(first.recording)
        let scores = await RecordingBattery(observer, truth: truth).run()
        let count = first.messages.users.count
        var volumes = [Int](repeating: 0, count: count)
        for (slot, bytes) in observer.byteCounts.enumerated() where slot < count {
            volumes[slot] = bytes
        }
        let best = scores.min {
            ($0.correctedP, -$0.precisionAt1) < ($1.correctedP, -$1.precisionAt1)
        }
        return column(
            "Moonless", best, seen: observer.marks.map { ($0.milliseconds, $0.slot) },
            volumes: volumes)
    }
}
