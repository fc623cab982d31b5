/// What an ordinary messenger's server writes down: who wrote to whom, and when.
///
/// Rows are in the order of time; columns are parallel arrays (20 to 40 bytes a row).
package struct MessageLog: Sendable {
    package var users: NameTable
    /// Milliseconds since 1970 (or since the start of the recording, if `hasCalendar` is false).
    package private(set) var times: [Int64] = []
    package private(set) var from: [Int32] = []
    package private(set) var to: [Int32] = []
    /// Sizes in bytes; empty when the log has none.
    package private(set) var byteCounts: [Int32] = []
    /// Places of the senders; empty when the log has none.
    package private(set) var positions: [Position?] = []
    /// Network addresses of the senders; empty when the log has none.
    package private(set) var addresses: [Int32] = []
    package var addressNames = NameTable()
    /// False for traces whose times only count from an unknown start.
    package var hasCalendar = true

    package init(users: NameTable = NameTable()) {
        self.users = users
    }

    package var count: Int { times.count }

    package mutating func append(time: Int64, from sender: Int32, to recipient: Int32) {
        times.append(time)
        from.append(sender)
        to.append(recipient)
    }

    package mutating func appendExtras(bytes: Int32?, position: Position??, address: Int32?) {
        if let bytes { byteCounts.append(bytes) }
        if let position { positions.append(position) }
        if let address { addresses.append(address) }
    }

    /// Sorts the rows by time, keeping the order of equal times; returns how many were out of
    /// order.
    package mutating func sortByTime() -> Int {
        let outOfOrder = zip(times, times.dropFirst()).count { $0 > $1 }
        guard outOfOrder > 0 else { return 0 }
        let order = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
        times = order.map { times[$0] }
        from = order.map { from[$0] }
        to = order.map { to[$0] }
        if !byteCounts.isEmpty { byteCounts = order.map { byteCounts[$0] } }
        if !positions.isEmpty { positions = order.map { positions[$0] } }
        if !addresses.isEmpty { addresses = order.map { addresses[$0] } }
        return outOfOrder
    }

    /// The log with only the rows for which the condition holds, and all of its users.
    package func filtered(_ isIncluded: (Int) -> Bool) -> MessageLog {
        var result = MessageLog(users: users)
        result.hasCalendar = hasCalendar
        for row in 0..<count where isIncluded(row) {
            result.append(time: times[row], from: from[row], to: to[row])
        }
        return result
    }

    /// Everybody who exchanged at least one message.
    package func partners(rows: Range<Int>? = nil) -> PartnerGraph {
        let range = rows ?? 0..<count
        return PartnerGraph(
            userCount: users.count, pairs: range.lazy.map { (self.from[$0], self.to[$0]) })
    }
}

/// A place on Earth in degrees.
package struct Position: Sendable, Equatable {
    package var latitude: Double
    package var longitude: Double

    package init(latitude: Double, longitude: Double) {
        self.latitude = latitude
        self.longitude = longitude
    }
}
