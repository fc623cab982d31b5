/// What address books give away.
struct ContactFindings: Sendable {
    private let contacts: ContactList
    private let report: InputReport

    init(_ contacts: ContactList, _ report: InputReport) {
        self.contacts = contacts
        self.report = report
    }

    func findings() -> InputFindings {
        var result = InputFindings(report: report)
        let graph = contacts.graph(in: contacts.users).graph
        let scores = HiddenContacts(graph).scores()
        var weights: [PartnerGraph.Pair: Double] = [:]
        for pair in graph.pairs { weights[pair] = 1 }
        let weighted = WeightedGraph(userCount: graph.userCount, weights: weights)
        result.sections.append(
            CommunitySection.section(
                weighted, users: contacts.users,
                lead: "Groups who know each other more than others [Blondel2008].",
                facts: [
                    Fact("people", "People", count: graph.userCount),
                    Fact("pairs", "Pairs", count: graph.pairs.count),
                ]))
        if let best = scores.first {
            result.sections.append(hidden(scores))
            result.headlines.append(
                "A fifth of the contacts was hidden; the first guess of a hidden one is right in "
                    + "\(HTML.percent(best.precisionAt1, 0)) of the cases.")
        } else {
            result.sections.append(
                Section(
                    id: "hidden", title: "Contacts that were not uploaded",
                    lead: "",
                    leftOut: "It needs 50 pairs, and compares "
                        + "\(HTML.grouped(HiddenContacts.userLimit)) people at most."))
        }
        return result
    }

    private func hidden(_ scores: [AttackScore]) -> Section {
        Section(
            id: "hidden", title: "Contacts that were not uploaded",
            lead: "A fifth of the pairs is hidden at random and guessed from the other four "
                + "[Zhou2009] [LibenNowell2007].",
            blocks: [
                .scores(ScoreTable(id: "hiddenScores", title: "Hidden pairs found", scores: scores))
            ])
    }
}
