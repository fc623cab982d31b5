/// Daily rhythms of the users of a log, and how reliable they are.
package struct Rhythm: Sendable {
    /// How many messages the time zone is guessed from.
    package static let messagesForTimeZone = 20
    /// Users with fewer events are not asked for a sleep window.
    package static let eventsForSleep = 50

    /// The events of each user, on one clock.
    private let times: [[Int64]]
    package let week: WeekProfile

    /// - Parameter times: For each user, in milliseconds, rising.
    package init(times: [[Int64]]) {
        self.times = times
        week = WeekProfile(times: times.joined())
    }

    /// Messages by their senders: writing shows that somebody is awake.
    package init(_ log: MessageLog) {
        var times = [[Int64]](repeating: [], count: log.users.count)
        for row in 0..<log.count { times[Int(log.from[row])].append(log.times[row]) }
        self.init(times: times)
    }

    package func sleepWindow(of user: Int) -> SleepWindow? {
        times[user].count >= Self.eventsForSleep ? SleepWindow(times: times[user]) : nil
    }

    /// A share of so many users.
    package struct Share: Sendable {
        package let share: Double
        package let userCount: Int
    }

    /// The share of users whose quietest windows on odd and even days agree within two hours.
    package func sleepAgreement() -> Share? {
        let agreed = times.filter { $0.count >= Self.eventsForSleep * 2 }.compactMap {
            own -> Bool? in
            let isOdd: (Int64) -> Bool = { CivilTime.day(ofMilliseconds: $0) & 1 == 1 }
            guard let odd = SleepWindow(times: own.filter(isOdd)),
                let even = SleepWindow(times: own.filter { !isOdd($0) })
            else { return nil }
            return SleepWindow.distance(odd.centerHour, even.centerHour) <= 2
        }
        return Self.share(agreed)
    }

    /// The share of users whose time zone is found within an hour from twenty messages.
    ///
    /// Each user's clock is moved by a random number of hours, and the crowd (without that user)
    /// shows where it belongs.
    package func timeZoneAccuracy(seed: UInt64 = 13) -> Share? {
        var generator = SeededGenerator(seed: seed)
        let crowd = week.hours
        let found = times.filter { $0.count >= Self.messagesForTimeZone }.map { own -> Bool in
            let ownHours = WeekProfile(times: own).hours
            let guess = TimeZoneGuess(crowdHours: zip(crowd, ownHours).map { $0 - $1 })
            let moved = generator.index(below: 24)
            var hours = [Int](repeating: 0, count: 24)
            for time in own.shuffled(using: &generator).prefix(Self.messagesForTimeZone) {
                hours[(CivilTime.hour(ofMilliseconds: time) + moved) % 24] += 1
            }
            return SleepWindow.distance(Double(guess.shift(hours: hours)), Double(moved)) <= 1
        }
        return Self.share(found)
    }

    private static func share(_ outcomes: [Bool]) -> Share? {
        guard !outcomes.isEmpty else { return nil }
        return Share(
            share: Double(outcomes.count { $0 }) / Double(outcomes.count),
            userCount: outcomes.count)
    }

    /// Hours to add to the log's clock so that the crowd's quietest window centres on 04:00.
    package func crowdOffsetHours() -> Int? {
        guard let window = SleepWindow(times: times.joined()) else { return nil }
        let offset = Int((4 - window.centerHour).rounded())
        return offset < -12 ? offset + 24 : (offset > 12 ? offset - 24 : offset)
    }
}
