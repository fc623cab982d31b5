/// How far a file has come, for those who show it.
package struct TransferSummary: Sendable, Equatable, Codable {
    package enum State: String, Sendable, Codable {
        /// The conversation cannot carry it yet.
        case waiting
        case underway, paused, complete, cancelled, damaged
    }

    package var conversation: String
    package var message: String
    package var sequence: UInt64
    package var isOutgoing: Bool
    package var bytes: Int
    /// Bytes that every reader has, or that have come.
    package var doneBytes: Int
    package var state: State
    /// Rounds that the rest takes if nothing else is to be said.
    package var roundsLeft: Int
}
