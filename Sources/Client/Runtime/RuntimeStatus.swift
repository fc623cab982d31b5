package import ClientCore

/// What `moonless status` shows.
package struct RuntimeStatus: Sendable, Equatable {
    package var connection: ConnectionStatus
    package var trouble: String?
    package var name: String
    package var deployment: String
    package var leader: String
    package var proxy: String
    package var scheduling: SchedulingMode
    package var roundMilliseconds: Int
    package var conversationCount: Int
    /// Own messages not yet delivered.
    package var waitingCount: Int
    package var pacing: Pacer.Counts
    package var answeredRounds: UInt64
    package var missedRounds: UInt64
    package var dailyUploadByteCount: Int
    package var dailyDownloadByteCount: Int
}
