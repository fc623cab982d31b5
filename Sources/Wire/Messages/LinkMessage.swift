/// What holds for every message between leader and helper.
///
/// On the wire: a 32-bit length, a type, the body, inside TLS 1.3 in which both servers show the
/// certificates that the deployment descriptor names.
package enum LinkMessage {
    package static let protocolVersion: UInt16 = 1
    /// The largest message that either server reads from the other: a list of a million sessions.
    package static let maximumByteCount = 1 << 24
    /// Long lists travel in messages of about this size.
    package static let chunkByteCount = 1 << 19
    /// A random number that a helper draws when it starts: sessions of another one are gone.
    package static let instanceByteCount = 16
    /// Rows whose hashes make one group digest.
    package static let rowsPerGroup = 256
}

/// Why a helper does not take part in a round, as a number on the wire.
package enum RoundRefusal: UInt16, Sendable, CaseIterable {
    /// The round is not above the helper's high-water mark: it was served, or skipped, already.
    case alreadyServed = 1
    /// The round is too far from the helper's clock.
    case clocksApart = 2
    /// The message does not belong to the state that the round is in.
    case outOfOrder = 3
    /// The two servers' digests differ.
    case digestsDiffer = 4
    /// The helper's disk or memory failed it.
    case serverTrouble = 5
}
