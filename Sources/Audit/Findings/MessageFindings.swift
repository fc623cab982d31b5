/// What an ordinary messenger's log gives away.
struct MessageFindings: Sendable {
    private let log: MessageLog
    private let report: InputReport
    private let truth: ContactList?

    init(_ log: MessageLog, _ report: InputReport, truth: ContactList?) {
        self.log = log
        self.report = report
        self.truth = truth
    }

    func findings() async -> InputFindings {
        var result = InputFindings(report: report)
        async let suggestions = PeopleYouMayKnow(log).scores()
        async let sealed = SealedComparison(log).sections()
        result.sections = [partners(), graph()]
        add(await suggestions, to: &result)
        let comparison = await sealed
        result.sections += comparison.sections
        result.headlines += comparison.headlines
        let rhythm = RhythmFindings(Rhythm(log), hasCalendar: log.hasCalendar)
        result.sections.append(rhythm.section(who: "everybody's messages"))
        result.sections.append(segments(rhythm.offsetHours))
        if let places = places() { result.sections.append(places) }
        let pairs = log.partners().pairs.count
        result.headlines.insert(
            pairs == 0
                ? "Nobody in this log writes to anybody else."
                : "\(HTML.grouped(log.users.count)) people and all \(HTML.grouped(pairs)) pairs of "
                    + "partners lie open: nothing has to be inferred.", at: 0)
        return result
    }

    private func partners() -> Section {
        let ties = TieStrength(log, rows: 0..<log.count)
        let rows = ties.ties.prefix(10).map { tie, strength in
            [
                "\(log.users[tie.pair.first]) and \(log.users[tie.pair.second])",
                HTML.grouped(tie.messageCount), HTML.grouped(tie.activeDays),
                HTML.percent(tie.balance, 0), HTML.fixed(strength, 1),
            ]
        }
        var section = Section(
            id: "partners", title: "Conversation partners and how close they are",
            lead: "Who writes with whom is in the log. How close two people are follows from how "
                + "much, on how many days, how mutually and how lately they write; published models "
                + "tell strong from weak ties with over 85 % accuracy [Gilbert2009].")
        section.blocks.append(.facts(partnerFacts()))
        section.blocks.append(
            .table(
                TextTable(
                    id: "strongestTies", title: "The ten strongest ties",
                    header: ["Pair", "Messages", "Days", "Mutual", "Strength"], rows: rows,
                    isDetail: true)))
        if let truth { section.blocks += friends(ties, truth) }
        return section
    }

    private func partnerFacts() -> [Fact] {
        let graph = log.partners()
        let days = (log.times.last ?? 0) - (log.times.first ?? 0)
        var facts = [
            Fact(
                "people", "People", count: log.users.count),
            Fact(
                "pairs", "Pairs of partners", count: graph.pairs.count),
            Fact(
                "days", "Days covered",
                HTML.fixed(
                    Double(days) / Double(CivilTime.millisecondsPerDay), 0),
                number: Double(days) / Double(CivilTime.millisecondsPerDay)),
        ]
        if let check = TieStrength.selfCheck(log), check.tieCount >= 20 {
            facts.append(
                Fact(
                    "tieAUC", "Ties that last", HTML.fixed(check.auc, 2), number: check.auc,
                    explanation: "AUC: strength in the first three quarters of the log against "
                        + "whether the pair still writes in the last"))
        }
        return facts
    }

    /// How well strength tells friends, where friendships are known.
    private func friends(_ ties: TieStrength, _ truth: ContactList) -> [Block] {
        guard log.users.count <= PairScores.userLimit else { return [] }
        var scores = PairScores(userCount: log.users.count)
        for (tie, strength) in ties.ties {
            scores[Int(tie.pair.first), Int(tie.pair.second)] = Float(strength)
        }
        let known = truth.graph(in: log.users)
        let scorer = Scorer(truth: known.graph, activity: log.partners().degrees, attackCount: 1)
        let table = ScoreTable(
            id: "friendsFromTies", title: "Known friends, found by the strength of the tie",
            scores: Holm.corrected([scorer.score("tie strength", scores)]))
        return [.scores(table)]
    }

    private func graph() -> Section {
        CommunitySection.section(
            WeightedGraph(log), users: log.users,
            lead: "Groups who write among themselves more than with others [Blondel2008].")
    }

    private func add(_ scores: [AttackScore], to result: inout InputFindings) {
        guard let best = scores.last else {
            result.sections.append(noSuggestions)
            return
        }
        result.sections.append(
            Section(
                id: "suggestions", title: "People you may know",
                lead:
                    "From the first three quarters of the log, who will write to each other for the "
                    + "first time in the last quarter? Candidates are all pairs that have not written "
                    + "yet [LibenNowell2007] [Zhou2009].", leftOut: suggestionScope,
                blocks: [
                    .scores(
                        ScoreTable(
                            id: "suggestionScores", title: "New partners foreseen", scores: scores))
                ]))
        result.headlines.append(
            "Who will write to whom for the first time is foreseen with AUC "
                + "\(HTML.fixed(best.auc, 2)); of ten suggestions to each person "
                + "\(HTML.percent(best.precisionAt10)) come true, "
                + "\(HTML.fixed(best.precisionAt10 / max(best.baseRate, 1e-9), 0)) times as many as "
                + "by chance.")
    }

    private var noSuggestions: Section {
        Section(
            id: "suggestions", title: "People you may know",
            lead: "",
            leftOut: "Too few pairs write to each other for the first time in the last quarter of "
                + "the log.")
    }

    private var suggestionScope: String {
        log.users.count > PeopleYouMayKnow.userLimit
            ? "Compared were the \(HTML.grouped(PeopleYouMayKnow.userLimit)) most active of "
                + "\(HTML.grouped(log.users.count)) people." : ""
    }

    private func segments(_ offsetHours: Int) -> Section {
        SegmentSection.section(MessageSegments(log, offsetHours: offsetHours).segments())
    }

    /// Positions in a log are check-ins by another name.
    private func places() -> Section? {
        var visits = CheckInLog(users: log.users)
        for (row, position) in log.positions.enumerated() {
            guard let position else { continue }
            visits.append(
                time: log.times[row], user: log.from[row], position: position, place: -1)
        }
        return visits.count == 0 ? nil : PlaceSection.homes(visits)
    }
}
