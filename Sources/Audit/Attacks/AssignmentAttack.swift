/// Maximum likelihood: which users' receipts explain what follows the rows of each user.
///
/// Every row may be a message, and then exactly one of the rows that follow it is its receipt. For
/// each user the attack fits, by expectation maximisation, how its messages are shared among
/// senders (in the spirit of Danezis and Troncoso, "Vida: How to Use Bayesian Inference to
/// De-anonymize Persistent Communications", PETS 2009).
package struct AssignmentAttack: Sendable {
    package let windowMilliseconds: Int64
    private let iterations = 6
    /// The chance that a row is no message, before anything is seen.
    private let notAMessage: Float = 0.5

    package init(windowSeconds: Double) {
        windowMilliseconds = Int64(windowSeconds * 1000)
    }

    /// How many pairs of rows lie within one window of each other: the cost of one pass.
    package func rowPairCount(_ log: DeliveryLog) -> Int {
        var total = 0
        var low = 0
        for high in 0..<log.count {
            while log.times[low] < log.times[high] - windowMilliseconds { low += 1 }
            total += high - low
        }
        return total
    }

    /// The expected number of messages of each pair, in both directions together.
    package func scores(_ log: DeliveryLog) -> PairScores {
        let userCount = log.users.count
        var result = PairScores(userCount: userCount)
        let rows = UserRows(users: log.recipients, userCount: userCount)
        let sweep = CoverageSweep(log)
        var mixture = Mixture(userCount: userCount)
        for user in 0..<userCount where rows.count(of: user) > 0 {
            mixture.reset()
            addBackground(log, rows[user], sweep, &mixture)
            for _ in 0..<iterations { improve(log, user, rows[user], &mixture) }
            let messages = Float(rows.count(of: user))
            for other in 0..<userCount where other != user {
                result.values[result.offset(user, other)] += mixture.weights[other] * messages
            }
        }
        return result
    }

    /// For one user: everybody's share of its messages, and their usual traffic around its rows.
    private struct Mixture {
        var weights: [Float]
        var next: [Float]
        var background: [Float]
        var seen: [Float]
        var present: [Int32] = []

        init(userCount: Int) {
            weights = [Float](repeating: 0, count: userCount)
            next = weights
            background = weights
            seen = weights
        }

        mutating func reset() {
            for index in weights.indices {
                weights[index] = 0.001
                // Keeps a user without other traffic from weighing without bound.
                background[index] = 0.001
            }
        }
    }

    private func addBackground(
        _ log: DeliveryLog, _ rows: ArraySlice<Int32>, _ sweep: CoverageSweep,
        _ mixture: inout Mixture
    ) {
        let margin = max(windowMilliseconds * 2, CivilTime.millisecondsPerDay / 2)
        let width = Float(windowMilliseconds + 2 * margin)
        let share = Float(windowMilliseconds) / width / Float(rows.count)
        sweep.around(rows, before: margin, behind: windowMilliseconds + margin) { row, count in
            mixture.background[Int(log.recipients[row])] += share * Float(count)
        }
    }

    private func improve(
        _ log: DeliveryLog, _ user: Int, _ rows: ArraySlice<Int32>, _ mixture: inout Mixture
    ) {
        for row in rows {
            gather(log, Int(row), user, &mixture)
            var sum = notAMessage
            for other in mixture.present {
                let index = Int(other)
                mixture.seen[index] *= mixture.weights[index] / mixture.background[index]
                sum += mixture.seen[index]
            }
            for other in mixture.present {
                mixture.next[Int(other)] += mixture.seen[Int(other)] / sum
                mixture.seen[Int(other)] = 0
            }
        }
        let scale = 1 / Float(rows.count)
        for index in mixture.weights.indices {
            mixture.weights[index] = mixture.next[index] * scale
            mixture.next[index] = 0
        }
    }

    /// Counts who has how many rows in the window after a row.
    private func gather(_ log: DeliveryLog, _ row: Int, _ user: Int, _ mixture: inout Mixture) {
        mixture.present.removeAll(keepingCapacity: true)
        let last = log.times[row] + windowMilliseconds
        var next = row + 1
        while next < log.count, log.times[next] <= last {
            let other = log.recipients[next]
            next += 1
            guard Int(other) != user else { continue }
            if mixture.seen[Int(other)] == 0 { mixture.present.append(other) }
            mixture.seen[Int(other)] += 1
        }
    }
}
