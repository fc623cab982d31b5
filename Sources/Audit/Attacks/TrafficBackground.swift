/// How many coincidences two users would have by chance.
///
/// For windows of up to six hours: if each spread its rows evenly over the days on which it has
/// them. For longer ones, where a window spans two days: by the other user's traffic in the days
/// around each row.
struct TrafficBackground {
    static let longWindow: Int64 = 21_600_000
    /// The surroundings on either side of a long window, in windows.
    private static let margin: Int64 = 3

    private let windowMilliseconds: Int64
    private let days: DayOverlap

    /// - Parameter days: Of the same log.
    init(_ days: DayOverlap, windowMilliseconds: Int64) {
        self.windowMilliseconds = windowMilliseconds
        self.days = days
    }

    var isLong: Bool { windowMilliseconds > Self.longWindow }

    /// Between two users, for windows that are not long.
    func expected(_ one: Int, _ other: Int) -> Float {
        days.overlaps[one, other] * Float(windowMilliseconds) / Float(CivilTime.millisecondsPerDay)
    }

    /// Between the owner of some rows and everybody, for long windows.
    func expectFromSurroundings(
        _ rows: ArraySlice<Int32>, _ log: DeliveryLog, _ sweep: CoverageSweep,
        into expected: inout [Float]
    ) {
        let margin = windowMilliseconds * Self.margin
        let share = 1 / Float(1 + 2 * Self.margin)
        sweep.around(rows, before: margin, behind: windowMilliseconds + margin) { row, count in
            expected[Int(log.recipients[row])] += share * Float(count)
        }
    }
}

/// For each pair of users: the rows of the one times the rows of the other, day by day, added up.
///
/// Computed once for a log and used by every window.
package struct DayOverlap: Sendable {
    let overlaps: PairScores

    package init(_ log: DeliveryLog) {
        var overlaps = PairScores(userCount: log.users.count)
        var start = 0
        var counts = [Float](repeating: 0, count: log.users.count)
        while start < log.count {
            let day = CivilTime.day(ofMilliseconds: log.times[start])
            var present: [Int32] = []
            var end = start
            while end < log.count, CivilTime.day(ofMilliseconds: log.times[end]) == day {
                let user = log.recipients[end]
                if counts[Int(user)] == 0 { present.append(user) }
                counts[Int(user)] += 1
                end += 1
            }
            present.sort()
            for (place, first) in present.enumerated() {
                let row = overlaps.rowStart(Int(first))
                let mine = counts[Int(first)]
                for second in present[(place + 1)...] {
                    overlaps.values[row + Int(second)] += mine * counts[Int(second)]
                }
            }
            for user in present { counts[Int(user)] = 0 }
            start = end
        }
        self.overlaps = overlaps
    }
}
