/// Where people said they were: user, time, place.
package struct CheckInLog: Sendable {
    package var users: NameTable
    /// Names of places; empty when the log has coordinates only.
    package var places: NameTable
    /// Milliseconds since 1970, UTC, in rising order.
    package private(set) var times: [Int64] = []
    package private(set) var user: [Int32] = []
    package private(set) var positions: [Position] = []
    /// The place of each row, or -1.
    package private(set) var place: [Int32] = []

    package init(users: NameTable = NameTable(), places: NameTable = NameTable()) {
        self.users = users
        self.places = places
    }

    package var count: Int { times.count }

    package mutating func append(
        time: Int64, user number: Int32, position: Position, place placeNumber: Int32
    ) {
        times.append(time)
        user.append(number)
        positions.append(position)
        place.append(placeNumber)
    }

    /// Sorts the rows by time; returns how many were out of order.
    package mutating func sortByTime() -> Int {
        let outOfOrder = zip(times, times.dropFirst()).count { $0 > $1 }
        guard outOfOrder > 0 else { return 0 }
        let order = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
        times = order.map { times[$0] }
        user = order.map { user[$0] }
        positions = order.map { positions[$0] }
        place = order.map { place[$0] }
        return outOfOrder
    }

    /// The rows of each user, in the order of time.
    package func rowsByUser() -> [[Int]] {
        var rows = [[Int]](repeating: [], count: users.count)
        for row in 0..<count { rows[Int(user[row])].append(row) }
        return rows
    }

    /// The check-ins of those who have at least so many.
    package func frequentUsers(minimumPointCount: Int) -> CheckInLog {
        var counts = [Int](repeating: 0, count: users.count)
        for number in user { counts[Int(number)] += 1 }
        var result = CheckInLog(places: places)
        for row in 0..<count where counts[Int(user[row])] >= minimumPointCount {
            result.append(
                time: times[row], user: result.users.number(of: users[user[row]]),
                position: positions[row], place: place[row])
        }
        return result
    }
}
