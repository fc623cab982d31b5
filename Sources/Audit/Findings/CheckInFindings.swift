/// What a list of check-ins gives away.
struct CheckInFindings: Sendable {
    private let log: CheckInLog
    private let report: InputReport
    private let truth: ContactList?

    init(_ log: CheckInLog, _ report: InputReport, truth: ContactList?) {
        self.log = log
        self.report = report
        self.truth = truth
    }

    func findings() -> InputFindings {
        var result = InputFindings(report: report)
        let homes = PlaceSection.homes(log)
        result.sections.append(homes)
        addUnicity(to: &result)
        addFriends(to: &result)
        var times = [[Int64]](repeating: [], count: log.users.count)
        for row in 0..<log.count { times[Int(log.user[row])].append(log.localTime(row)) }
        let rhythm = Rhythm(times: times)
        result.sections.append(week(rhythm))
        result.sections.append(SegmentSection.section(PlaceSegments(log).segments()))
        return result
    }

    private func addUnicity(to result: inout InputFindings) {
        let unicity = Unicity.results(log)
        guard let last = unicity.last else { return }
        result.sections.append(
            Section(
                id: "unicity", title: "Singled out by a few points",
                lead: "How many people are the only ones who fit a few of their own points, each a "
                    + "place in one hour? In the telephone data of 1.5 million people, four were "
                    + "enough for 95 % [deMontjoye2013].",
                blocks: [
                    .bars(
                        BarChart(
                            title: "Share of people who are alone in fitting so many points",
                            bars: unicity.map {
                                BarChart.Bar(
                                    label: $0.pointCount == 1
                                        ? "1 point" : "\($0.pointCount) points",
                                    value: $0.share, text: HTML.percent($0.share))
                            }, chance: nil)),
                    .facts([
                        Fact(
                            "singledOutByFour", "Singled out by \(last.pointCount)",
                            HTML.percent(last.share), number: last.share,
                            explanation: "of \(HTML.grouped(last.userCount)) people with as many "
                                + "points")
                    ]),
                ]))
        result.headlines.append(
            "\(last.pointCount) points in place and time single out \(HTML.percent(last.share)) of "
                + "the people.")
    }

    private func addFriends(to result: inout InputFindings) {
        guard let truth else { return }
        let friends = FriendsFromPlaces(log)
        let scores = friends.scores(contacts: truth)
        guard let best = SealedComparison.strongest(scores) else {
            result.sections.append(
                Section(
                    id: "friends", title: "Friends, from places alone",
                    lead: "",
                    leftOut: "Pairs are compared among 2 to "
                        + "\(HTML.grouped(PairScores.userLimit)) people with enough points, and there "
                        + "are \(HTML.grouped(friends.log.users.count))."))
            return
        }
        result.sections.append(
            Section(
                id: "friends", title: "Friends, from places alone",
                lead:
                    "Who meets whom? Pairs are ranked by the places they share and the hours they "
                    + "share them [Cho2011]. Compared are the \(HTML.grouped(friends.log.users.count)) "
                    + "people with at least \(FriendsFromPlaces.minimumPointCount) points.",
                blocks: [
                    .scores(
                        ScoreTable(
                            id: "friendScores", title: "Friends found", scores: scores))
                ]))
        result.headlines.append(
            "The first guess of a friend, from places alone, is right in "
                + "\(HTML.percent(best.precisionAt1, 0)) of the cases; chance is "
                + "\(HTML.percent(best.baseRate, 1)).")
    }

    private func week(_ rhythm: Rhythm) -> Section {
        Section(
            id: "rhythm", title: "The week",
            lead: "When people go out.",
            blocks: [
                .week(
                    WeekChart(
                        title: "Check-ins by weekday and hour", week: rhythm.week, sleep: nil,
                        clock: "Hours by the sun at each place."))
            ])
    }
}
