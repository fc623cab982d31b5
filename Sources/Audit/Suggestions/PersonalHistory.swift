#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// When each user was active, up to the moment of the prediction.
struct PersonalHistory: Sendable {
    /// Messages sent and received, each counting half as much for every half-life that it is old.
    private(set) var recentActivity: [Float]
    private(set) var slowActivity: [Float]
    private(set) var daysSinceLastSeen: [Float]
    /// The day of the first message, from the start of the log.
    private(set) var firstDay: [Float]
    /// The same decay for the messages between two users.
    private(set) var recencyOfPair: [PartnerGraph.Pair: Float] = [:]
    private var hours: [[Float]]

    init(_ log: MessageLog, rows: Range<Int>, numbers: [Int32], userCount: Int) {
        recentActivity = [Float](repeating: 0, count: userCount)
        slowActivity = recentActivity
        daysSinceLastSeen = [Float](repeating: 1e4, count: userCount)
        firstDay = [Float](repeating: -1, count: userCount)
        hours = Array(repeating: [Float](repeating: 0, count: 24), count: userCount)
        guard let last = rows.last, let first = rows.first else { return }
        let span = Self.days(log.times[last] - log.times[first])
        let halfLife = max(span / 30, 0.25)
        for row in rows {
            let age = Self.days(log.times[last] - log.times[row])
            let recent = exp2f(-age / halfLife)
            let slow = exp2f(-age / (halfLife * 6))
            let pair = PartnerGraph.Pair(
                numbers[Int(log.from[row])], numbers[Int(log.to[row])])
            recencyOfPair[pair, default: 0] += slow
            for number in [pair.first, pair.second] {
                let user = Int(number)
                recentActivity[user] += recent
                slowActivity[user] += slow
                daysSinceLastSeen[user] = age
                if firstDay[user] < 0 { firstDay[user] = span - age }
                hours[user][CivilTime.hour(ofMilliseconds: log.times[row])] += 1
            }
        }
    }

    /// The cosine of the two users' hours of the day.
    func sameHours() -> PairScores {
        let units = hours.map { row in
            let length = max(row.reduce(0) { $0 + $1 * $1 }.squareRoot(), 1)
            return row.map { $0 / length }
        }
        return PairScores(userCount: units.count) { first, second in
            var sum: Float = 0
            for hour in 0..<24 { sum += units[first][hour] * units[second][hour] }
            return sum
        }
    }

    private static func days(_ milliseconds: Int64) -> Float {
        Float(milliseconds) / Float(CivilTime.millisecondsPerDay)
    }
}
