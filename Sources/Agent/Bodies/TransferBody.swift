package import ClientCore

/// A file on its way.
package struct TransferBody: Codable, Sendable, Equatable {
    package var conversation: String
    package var message: String
    package var sequence: UInt64
    package var outgoing: Bool
    package var bytes: Int
    /// Bytes that every reader has, or that have come.
    package var doneBytes: Int
    /// `waiting`, `underway`, `paused`, `complete`, `cancelled` or `damaged`.
    package var state: String
    /// What the rest takes if nothing else is to be said and the contact is there.
    package var secondsLeft: Int

    package init(_ transfer: TransferSummary, roundMilliseconds: Int) {
        conversation = transfer.conversation
        message = transfer.message
        sequence = transfer.sequence
        outgoing = transfer.isOutgoing
        bytes = transfer.bytes
        doneBytes = transfer.doneBytes
        state = transfer.state.rawValue
        secondsLeft = (transfer.roundsLeft * roundMilliseconds + 999) / 1_000
    }
}

/// `GET transfers`.
package struct TransfersBody: Codable, Sendable { package var transfers: [TransferBody] }

/// `GET transfers/estimate`.
package struct EstimateBody: Codable, Sendable, Equatable {
    package var bytes: Int
    package var rounds: Int
    package var seconds: Int
    /// Largest file in bytes.
    package var limit: Int
}
