#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Statistical disclosure: who receives something soon after somebody received something.
///
/// A sealed-sender server sees a message arrive at one user and, shortly after, the delivery
/// receipt arrive at its sender. For each ordered pair the attack counts such coincidences and
/// asks how much better messages explain them than the same days' traffic would by chance
/// (Danezis, "Statistical Disclosure Attacks", 2003; Martiny et al., "Improving Signal's Sealed
/// Sender", NDSS 2021).
package struct CoincidenceAttack: Sendable {
    /// A coincidence lies this far apart at most.
    package let windowMilliseconds: Int64

    package init(windowSeconds: Double) {
        windowMilliseconds = Int64(windowSeconds * 1000)
    }

    /// The evidence of the coincidences of both directions against the background.
    ///
    /// - Parameter days: Of the same log; computed if it is not given.
    package func scores(_ log: DeliveryLog, days: DayOverlap? = nil) -> PairScores {
        let userCount = log.users.count
        let rows = UserRows(users: log.recipients, userCount: userCount)
        let background = TrafficBackground(
            days ?? DayOverlap(log), windowMilliseconds: windowMilliseconds)
        let sweep = CoverageSweep(log)
        var forward = PairScores(userCount: userCount, repeating: Self.noCoincidence)
        var backward = forward
        var counts = [Int32](repeating: 0, count: userCount)
        var expected = [Float](repeating: 0, count: userCount)
        var touched: [Int32] = []
        for user in 0..<userCount where rows.count(of: user) > 0 {
            sweep.following(rows[user], windowMilliseconds: windowMilliseconds) { row, near in
                let other = log.recipients[row]
                if counts[Int(other)] == 0 { touched.append(other) }
                counts[Int(other)] += near
            }
            if background.isLong {
                background.expectFromSurroundings(rows[user], log, sweep, into: &expected)
            }
            for other in touched {
                let index = Int(other)
                defer { counts[index] = 0 }
                guard index != user else { continue }
                let chance =
                    background.isLong ? expected[index] : background.expected(user, index)
                let term = Self.evidence(observed: counts[index], expected: chance)
                if index > user {
                    forward[user, index] = term
                } else {
                    backward[user, index] = term
                }
            }
            touched.removeAll(keepingCapacity: true)
            if background.isLong {
                for index in expected.indices { expected[index] = 0 }
            }
        }
        for index in forward.values.indices {
            forward.values[index] = Self.combined(forward.values[index], backward.values[index])
        }
        return forward
    }

    /// Evidence that some of the coincidences are messages, their number being unknown.
    ///
    /// The ratio of two Poisson likelihoods, averaged over 1, 2, 4 and so on to 256 messages with
    /// weights that fall as one over the number.
    static func evidence(observed: Int32, expected: Float) -> Float {
        guard observed > 0 else { return noCoincidence }
        return averaged(observed: Float(observed), expected: max(expected, 1e-3))
    }

    private static let noCoincidence = averaged(observed: 0, expected: 1)

    private static func averaged(observed: Float, expected: Float) -> Float {
        var terms = InlineArray<9, Float>(repeating: 0)
        var highest = -Float.infinity
        var messages: Float = 1
        for index in 0..<9 {
            terms[index] =
                observed * log1pf(messages / expected) - messages - logf(2 * messages)
            highest = max(highest, terms[index])
            messages *= 2
        }
        var sum: Float = 0
        for index in 0..<9 { sum += expf(terms[index] - highest) }
        return highest + logf(sum)
    }

    /// Evidence for messages in one direction, the other, or (as likely as not) both.
    static func combined(_ one: Float, _ other: Float) -> Float {
        if one == noCoincidence, other == noCoincidence { return noCoincidence }
        let both = one + other
        let highest = max(one, other, both)
        return highest
            + logf(
                0.25 * expf(one - highest) + 0.25 * expf(other - highest)
                    + 0.5 * expf(both - highest))
    }
}
