/// How many coincidences two users would have by chance.
///
/// For windows of up to six hours: if each spread its rows evenly over the days on which it has
/// them. For longer ones, where a window spans two days: by the other user's traffic in the days
/// around each row.
struct TrafficBackground {
    private let windowMilliseconds: Int64
    /// Per user: the days with rows and how many.
    private var days: [[(day: Int32, count: Float)]]
    /// Per day: the users with rows and how many.
    private var users: [Int: [(user: Int32, count: Float)]]

    private static let longWindow: Int64 = 21_600_000
    /// The surroundings on either side of a long window, in windows.
    private static let margin: Int64 = 3

    init(_ log: DeliveryLog, windowMilliseconds: Int64) {
        self.windowMilliseconds = windowMilliseconds
        days = Array(repeating: [], count: log.users.count)
        users = [:]
        for row in 0..<log.count {
            let day = Int32(CivilTime.day(ofMilliseconds: log.times[row]))
            let user = Int(log.recipients[row])
            if days[user].last?.day == day {
                days[user][days[user].count - 1].count += 1
            } else {
                days[user].append((day, 1))
            }
        }
        for (user, list) in days.enumerated() {
            for entry in list {
                users[Int(entry.day), default: []].append((Int32(user), entry.count))
            }
        }
    }

    func expect(
        of user: Int, _ rows: ArraySlice<Int32>, _ log: DeliveryLog, into expected: inout [Float]
    ) {
        if windowMilliseconds > Self.longWindow {
            expectFromSurroundings(rows, log, into: &expected)
        } else {
            expectFromDays(user, into: &expected)
        }
    }

    private func expectFromDays(_ user: Int, into expected: inout [Float]) {
        let factor = Float(windowMilliseconds) / Float(CivilTime.millisecondsPerDay)
        for (day, count) in days[user] {
            let weight = count * factor
            for other in users[Int(day)] ?? [] {
                expected[Int(other.user)] += weight * other.count
            }
        }
    }

    private func expectFromSurroundings(
        _ rows: ArraySlice<Int32>, _ log: DeliveryLog, into expected: inout [Float]
    ) {
        let margin = windowMilliseconds * Self.margin
        let share = 1 / Float(1 + 2 * Self.margin)
        var low = 0
        var high = 0
        for row in rows {
            let time = log.times[Int(row)]
            while low < log.count, log.times[low] < time - margin { low += 1 }
            while high < log.count, log.times[high] <= time + windowMilliseconds + margin {
                high += 1
            }
            for other in low..<high { expected[Int(log.recipients[other])] += share }
        }
    }
}
