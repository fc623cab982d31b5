/// Daily rhythm, sleep and time zone as a section of the report.
struct RhythmFindings {
    private let rhythm: Rhythm
    private let hasCalendar: Bool
    /// What to add to the log's clock to get the crowd's local time, as far as can be told.
    let offsetHours: Int

    init(_ rhythm: Rhythm, hasCalendar: Bool) {
        self.rhythm = rhythm
        self.hasCalendar = hasCalendar
        offsetHours = rhythm.crowdOffsetHours() ?? 0
    }

    func section(who: String) -> Section {
        Section(
            id: "rhythm", title: "Daily rhythm, sleep and time zone",
            lead:
                "When somebody writes shows when they do not: the quietest seven hours of the day, "
                + "and from them the part of the world they live in.",
            blocks: [
                .week(
                    WeekChart(
                        title:
                            "\(who.prefix(1).uppercased() + who.dropFirst()) by weekday and hour",
                        week: rhythm.week, sleep: crowdWindow, clock: clock)),
                .facts(facts()),
            ])
    }

    private var crowdWindow: SleepWindow? {
        let hours = rhythm.week.hours
        let busiest = max(hours.max() ?? 1, 1)
        let halfHour = CivilTime.millisecondsPerHour / 2
        var times: [Int64] = []
        for (hour, count) in hours.enumerated() {
            // One event for each hundredth of the busiest hour, on days of their own.
            let middle = Int64(hour) * CivilTime.millisecondsPerHour + halfHour
            for day in 0..<Int64(count * 100 / busiest) {
                times.append(day * CivilTime.millisecondsPerDay + middle)
            }
        }
        return SleepWindow(times: times)
    }

    private var clock: String {
        hasCalendar ? "Hours in UTC." : "Hours from the unknown start of the trace."
    }

    private static func zone(_ hours: Int) -> String {
        let wrapped = hours > 12 ? hours - 24 : hours
        return "UTC\(wrapped < 0 ? "−" : "+")\(abs(wrapped))"
    }

    private func facts() -> [Fact] {
        var facts: [Fact] = []
        if hasCalendar, rhythm.week.eventCount >= Rhythm.eventsForSleep {
            facts.append(
                Fact(
                    "crowdOffsetHours", "Time zone of the crowd",
                    "\(Self.zone(offsetHours)) to \(Self.zone(offsetHours + 3))",
                    number: Double(offsetHours),
                    explanation:
                        "if its quietest hours centre on 04:00, or, for late risers, on up to "
                        + "07:00"))
        }
        if let agreement = rhythm.sleepAgreement() {
            facts.append(
                Fact(
                    "sleepAgreement", "Sleep found twice alike", HTML.percent(agreement.share, 0),
                    number: agreement.share,
                    explanation: "quietest windows of odd and even days within two hours, "
                        + "\(HTML.grouped(agreement.userCount)) people with "
                        + "\(Rhythm.eventsForSleep * 2) messages or more"))
        }
        if let zone = rhythm.timeZoneAccuracy() {
            facts.append(
                Fact(
                    "timeZoneWithinHour", "Time zone within 1 h", HTML.percent(zone.share, 0),
                    number: zone.share,
                    explanation: "of \(HTML.grouped(zone.userCount)) people from "
                        + "\(Rhythm.messagesForTimeZone) messages each, the rest of the crowd being "
                        + "the yardstick; chance is 12.5 %"))
        }
        return facts
    }
}
