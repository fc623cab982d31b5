/// Segments from who wrote to whom, and when.
///
/// The rules are this program's own.
package struct MessageSegments: Sendable {
    private let people: [Person]
    private let span: Int64

    /// What a log shows of one user.
    private struct Person {
        var sent = 0
        var received = 0
        var atNight = 0
        var onWeekend = 0
        var first = Int64.max
        var last = Int64.min
        var byPartner: [Int32: Int] = [:]

        var total: Int { sent + received }
        var topShare: Double {
            Double(byPartner.values.max() ?? 0) / Double(max(total, 1))
        }
    }

    private let start: Int64

    /// - Parameter offsetHours: What to add to the log's clock to get local time.
    package init(_ log: MessageLog, offsetHours: Int) {
        var people = [Person](repeating: Person(), count: log.users.count)
        let offset = Int64(offsetHours) * CivilTime.millisecondsPerHour
        for row in 0..<log.count {
            let local = log.times[row] + offset
            let from = Int(log.from[row])
            let to = Int(log.to[row])
            people[from].sent += 1
            people[to].received += 1
            if CivilTime.hour(ofMilliseconds: local) < 5 { people[from].atNight += 1 }
            if CivilTime.weekday(ofMilliseconds: local) >= 5 { people[from].onWeekend += 1 }
            for (own, other) in [(from, to), (to, from)] {
                people[own].byPartner[Int32(other), default: 0] += 1
                people[own].first = min(people[own].first, log.times[row])
                people[own].last = max(people[own].last, log.times[row])
            }
        }
        self.people = people
        start = log.times.first ?? 0
        span = max((log.times.last ?? 0) - start, 1)
    }

    package func segments() -> [Segment] {
        let partnerCounts = people.map(\.byPartner.count).sorted()
        let manyPartners = max(partnerCounts[partnerCounts.count * 95 / 100], 5)
        let rules: [(String, String, (Person) -> Bool)] = [
            (
                "Connectors", "at least \(manyPartners) partners: the most connected 5 %",
                { $0.byPartner.count >= manyPartners }
            ),
            (
                "Devoted to one", "at least 30 messages, half of them with one person",
                { $0.total >= 30 && $0.topShare >= 0.5 }
            ),
            (
                "Night owls", "at least 20 sent, a quarter of them between 00:00 and 05:00",
                { $0.sent >= 20 && $0.atNight * 4 >= $0.sent }
            ),
            (
                "Weekend people", "at least 20 sent, more than 45 % of them on Saturday or Sunday",
                { $0.sent >= 20 && Double($0.onWeekend) > 0.45 * Double($0.sent) }
            ),
            (
                "Talkers without an echo", "at least 20 sent, five for each one received",
                { $0.sent >= 20 && $0.sent >= 5 * max($0.received, 1) }
            ),
            (
                "Newcomers", "first seen in the last tenth of the period",
                { self.position($0.first) > 0.9 }
            ),
            (
                "Slipping away", "at least 20 messages, none in the last third of the period",
                { $0.total >= 20 && self.position($0.last) < 0.67 }
            ),
        ]
        return rules.map { name, rule, holds in
            Segment(name, rule, count: people.count { $0.total > 0 && holds($0) }, of: people.count)
        }
    }

    /// Where a time lies in the period, from 0 to 1.
    private func position(_ time: Int64) -> Double {
        Double(time - start) / Double(span)
    }
}
