/// What a sealed-sender server sees: that something was delivered to somebody, and when.
///
/// A delivery receipt is a row like any other.
package struct DeliveryLog: Sendable {
    package var users: NameTable
    /// Milliseconds, in rising order.
    package private(set) var times: [Int64]
    package private(set) var recipients: [Int32]

    package init(users: NameTable, rows: [(time: Int64, to: Int32)]) {
        self.users = users
        let sorted = rows.sorted { $0.time < $1.time }
        times = sorted.map(\.time)
        recipients = sorted.map(\.to)
    }

    package var count: Int { times.count }

    /// How many rows each user has.
    package var volumes: [Int] {
        var counts = [Int](repeating: 0, count: users.count)
        for recipient in recipients { counts[Int(recipient)] += 1 }
        return counts
    }

    /// What a server with sealed senders would have written instead of an ordinary log.
    ///
    /// - Parameter receiptsWithinSeconds: Each message is answered by a receipt to its sender
    ///   after a delay drawn evenly from zero to this; `nil` means that nobody sends receipts.
    package init(sealing log: MessageLog, receiptsWithinSeconds: Double?, seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var rows: [(time: Int64, to: Int32)] = []
        rows.reserveCapacity(log.count * 2)
        for row in 0..<log.count {
            rows.append((log.times[row], log.to[row]))
            guard let within = receiptsWithinSeconds else { continue }
            let delay = Int64(generator.unit() * within * 1000) + 1
            rows.append((log.times[row] + delay, log.from[row]))
        }
        self.init(users: log.users, rows: rows)
    }
}
