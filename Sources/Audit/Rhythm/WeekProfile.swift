/// Events by weekday (Monday first) and hour.
package struct WeekProfile: Sendable {
    /// Seven rows of 24 counts.
    package private(set) var counts = [[Int]](repeating: [Int](repeating: 0, count: 24), count: 7)

    /// - Parameter times: Milliseconds of a clock that shows local time.
    package init(times: some Sequence<Int64>) {
        for time in times {
            counts[CivilTime.weekday(ofMilliseconds: time)][
                CivilTime.hour(ofMilliseconds: time)] += 1
        }
    }

    /// Events by hour of the day.
    package var hours: [Int] {
        (0..<24).map { hour in counts.reduce(0) { $0 + $1[hour] } }
    }

    package var eventCount: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }

    /// The share of the events on Saturday and Sunday.
    package var weekendShare: Double {
        let total = eventCount
        let weekend = counts[5].reduce(0, +) + counts[6].reduce(0, +)
        return total == 0 ? 0 : Double(weekend) / Double(total)
    }
}
