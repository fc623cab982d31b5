/// Homes and workplaces as a section of the report.
enum PlaceSection {
    static func homes(_ log: CheckInLog) -> Section {
        let places = HomeAndWork(log)
        let findings = places.findings()
        let homes = findings.filter { $0.home != nil }
        let works = findings.filter { $0.work != nil }
        var facts = [
            Fact(
                "homes", "Homes located", count: homes.count,
                explanation:
                    "of \(HTML.grouped(log.users.count)) people: the 250 m square with most "
                    + "points from 20:00 to 06:00"),
            Fact(
                "workplaces", "Workplaces located", count: works.count,
                explanation: "three or more points elsewhere, Monday to Friday, 09:00 to 17:00"),
        ]
        if let agreement = places.agreement() {
            facts.append(
                Fact(
                    "homeMedianKilometers", "Halves agree within",
                    HTML.fixed(agreement.medianKilometers, 1) + " km",
                    number: agreement.medianKilometers,
                    explanation: "median distance between the homes found from each half of a "
                        + "trace; \(HTML.grouped(agreement.distances.count)) people"))
            facts.append(
                Fact(
                    "homeWithinKilometer", "Within 1 km",
                    HTML.percent(agreement.withinOneKilometer, 0),
                    number: agreement.withinOneKilometer,
                    explanation: "two random people: \(HTML.percent(agreement.chance, 0))"))
        }
        return Section(
            id: "homes", title: "Home and work",
            lead:
                "Where somebody is at night, again and again, is where they live. Local hours follow "
                + "from the longitude.",
            blocks: [.facts(facts), .map(map(log, findings))])
    }

    private static func map(_ log: CheckInLog, _ findings: [HomeAndWork.Finding]) -> PlaceMap {
        let step = max(1, log.count / 4000)
        var dots = stride(from: 0, to: log.count, by: step).map { row in
            PlaceMap.Dot(position: log.positions[row], kind: .other, size: 0.1, label: nil)
        }
        let sure = findings.filter { $0.nightPointCount >= 5 }
            .sorted { $0.nightPointCount > $1.nightPointCount }.prefix(600)
        for finding in sure {
            if let home = finding.home {
                dots.append(PlaceMap.Dot(position: home, kind: .home, size: 0.1, label: nil))
            }
            if let work = finding.work {
                dots.append(PlaceMap.Dot(position: work, kind: .work, size: 0, label: nil))
            }
        }
        return PlaceMap(
            title:
                "Every point is a check-in (at most 4,000 are drawn), every coloured one a home or "
                + "workplace found (of the 600 people with most points at night)",
            dots: dots)
    }
}
