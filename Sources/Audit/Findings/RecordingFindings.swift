/// What a live recording of servers gives away.
struct RecordingFindings: Sendable {
    private let recording: Recording
    private let report: InputReport
    private let truth: Truth?
    /// Whether all leaks are injected, and the fast path in several sizes.
    private let isThorough: Bool

    init(
        _ recording: Recording, _ report: InputReport, truth: Truth?, isThorough: Bool = false
    ) {
        self.recording = recording
        self.report = report
        self.truth = truth
        self.isThorough = isThorough
    }

    func findings() async throws(InputError) -> InputFindings {
        var result = InputFindings(report: report)
        let observer = try RoundObserver(recording)
        result.sections.append(shape(observer))
        guard let truth else {
            result.headlines.append(
                "Without a truth the attacks cannot be scored; only what differs between slots is shown."
            )
            return result
        }
        let graph = Self.graph(truth.contacts, slotCount: observer.slotCount)
        let scores = await RecordingBattery(observer, truth: graph).run()
        var blocks: [Block] = [
            .scores(ScoreTable(id: "recordingScores", title: "Attacks", scores: scores))
        ]
        var power: [LeakPower] = []
        if case .messages(let log) = truth {
            let trial = LeakTrial(recording, graph: graph, messages: Self.messages(log))
            power = try await isThorough ? trial.everything() : [trial.power(.fastPath, draws: 1)]
            if let first = power.first {
                blocks.append(
                    .scores(
                        ScoreTable(
                            id: "injectedScores",
                            title:
                                "The same attacks after one in a hundred messages took a fast path",
                            scores: first.scores, isDetail: isThorough)))
            }
        }
        result.sections.append(
            Section(
                id: "recordingAttacks", title: "Partners, from all that the servers saw",
                lead:
                    "Volumes, coincidences, co-presence and their learned combination, on whatever "
                    + "sets a slot apart from the others [Martiny2021] [Danezis2003].",
                blocks: blocks))
        if isThorough { result.sections.append(LeakSection.section(power)) }
        result.headlines.append(Self.verdict(scores, power))
        return result
    }

    private func shape(_ observer: RoundObserver) -> Section {
        let counts = RoundObserver.Irregularity.allCases.map { kind in
            (kind, observer.marks.count { $0.irregularity == kind })
        }
        let rows = counts.map { [$0.0.rawValue, HTML.grouped($0.1)] }
        return Section(
            id: "shape", title: "What differs between slots",
            lead: "In a round all connected slots should look alike. What does not is all that the "
                + "attacks have to work with.",
            blocks: [
                .facts([
                    Fact(
                        "events", "Events", count: observer.eventCount),
                    Fact(
                        "rounds", "Rounds", count: observer.roundCount),
                    Fact(
                        "slots", "Slots", count: observer.slotCount),
                    Fact(
                        "presenceChanges", "Comings and goings",
                        count: observer.presenceChanges.count),
                ]),
                .table(
                    TextTable(
                        id: "irregularities", title: "Irregularities", header: ["Kind", "Count"],
                        rows: rows)),
            ])
    }

    private static func messages(_ log: MessageLog) -> [LeakInjection.Message] {
        (0..<log.count).compactMap { row in
            guard let from = Int32(log.users[log.from[row]]), let to = Int32(log.users[log.to[row]])
            else { return nil }
            return LeakInjection.Message(
                microseconds: log.times[row] * 1000, from: from, to: to)
        }
    }

    /// The names of the truth are slot numbers.
    static func graph(_ contacts: ContactList, slotCount: Int) -> PartnerGraph {
        let pairs = contacts.pairs.compactMap { first, second -> (Int32, Int32)? in
            guard let left = Int32(contacts.users[first]),
                let right = Int32(contacts.users[second]),
                (0..<Int32(slotCount)).contains(left), (0..<Int32(slotCount)).contains(right)
            else { return nil }
            return (left, right)
        }
        return PartnerGraph(userCount: slotCount, pairs: pairs)
    }

    /// At chance means: nothing found here, and the injected leak found.
    private static func verdict(_ scores: [AttackScore], _ power: [LeakPower]) -> String {
        let found = scores.filter(\.isSignificant)
        if !found.isEmpty {
            return "Not at chance: \(found.map(\.attack).joined(separator: ", "))."
        }
        let paths = power.filter { $0.leak == .fastPath }
        guard !paths.isEmpty else {
            return
                "No attack is significant; whether they could be is unknown, since the truth has "
                + "no times."
        }
        guard let smallest = paths.filter(\.isFound).map(\.share).min() else {
            return "No attack is significant, but neither would they find a fast path for "
                + "\(HTML.percent(paths.map(\.share).max() ?? 0, 0)) of the messages: the recording is "
                + "too short to say anything."
        }
        return "Every attack is at chance, and the same attacks find a fast path for "
            + "\(HTML.percent(smallest, 0)) of the messages in the same recording."
    }
}
