/// Two recordings of one schedule with two social graphs, as a section of the report.
struct WorldComparison: Sendable {
    private let first: ReplayFindings.World
    private let second: ReplayFindings.World

    init(_ first: ReplayFindings.World, _ second: ReplayFindings.World) {
        self.first = first
        self.second = second
    }

    func section() async throws(InputError) -> (section: Section, headline: String) {
        let difference = try firstDifference()
        let count = max(
            first.messages.users.count, second.messages.users.count)
        let graphs = [first, second].map {
            PartnerGraph(userCount: count, uniquePairs: $0.messages.partners().pairs)
        }
        let outcomes = await TwoWorldTest(
            try RoundObserver(first.recording), graph: graphs[0],
            try RoundObserver(second.recording), graph: graphs[1]
        ).run()
        let rows = outcomes.map {
            [
                $0.distinguisher, HTML.percent($0.rightShare), HTML.fixed($0.correctedP, 3),
                $0.isDistinguished ? "told apart" : "at chance",
            ]
        }
        let found = outcomes.filter(\.isDistinguished)
        // Recordings that differ are told apart by comparing them, whatever else fails to.
        let means =
            (difference.isEqual ? [] : ["comparing them event for event"])
            + found.map(\.distinguisher)
        let verdict =
            means.isEmpty
            ? "No distinguisher tells the two worlds apart."
            : "The two worlds are told apart by \(means.joined(separator: ", "))."
        let section = Section(
            id: "twoWorlds", title: "Two worlds with one schedule",
            lead:
                "The same people with the same programs, absences and crashes, and other friends: "
                + "every message goes from and to somebody else. Whoever is right half of the time "
                + "which recording is which knows nothing.",
            blocks: [
                .note(difference.text),
                .table(
                    TextTable(
                        id: "distinguishers", title: "Distinguishers",
                        header: ["Distinguisher", "Right", "p", ""], rows: rows)),
            ])
        return (section, verdict + " " + difference.text)
    }

    /// Compares the recordings event for event, payloads aside.
    private func firstDifference() throws(InputError) -> (isEqual: Bool, text: String) {
        var digests: [(count: Int, checkpoints: [UInt64])] = []
        for world in [first, second] {
            var hash: UInt64 = 0
            var count = 0
            var checkpoints: [UInt64] = []
            try world.recording.forEachEvent { event in
                hash = Self.mixed(hash, event)
                count += 1
                if count % 4096 == 0 { checkpoints.append(hash) }
            }
            digests.append((count, checkpoints + [hash]))
        }
        if digests[0].count == digests[1].count, digests[0].checkpoints == digests[1].checkpoints {
            return (
                true,
                "The recordings of both worlds are equal, event for event: time, order, slot, kind "
                    + "and size of \(HTML.grouped(digests[0].count)) events; only the random-looking "
                    + "payloads differ."
            )
        }
        let block = zip(digests[0].checkpoints, digests[1].checkpoints).prefix { $0 == $1 }.count
        return (
            false,
            "The recordings differ: \(HTML.grouped(digests[0].count)) and "
                + "\(HTML.grouped(digests[1].count)) events, the first difference after event "
                + "\(HTML.grouped(block * 4096)) at the earliest."
        )
    }

    private static func mixed(_ hash: UInt64, _ event: RecordedEvent) -> UInt64 {
        var value = hash
        for part in [
            UInt64(bitPattern: event.microseconds),
            UInt64(UInt32(bitPattern: event.slot)) << 32 | UInt64(event.byteCount),
            UInt64(event.server) << 16 | UInt64(event.kind) << 8 | UInt64(event.direction.rawValue),
        ] {
            var generator = SeededGenerator(seed: value ^ part)
            value = generator.next()
        }
        return value
    }
}
