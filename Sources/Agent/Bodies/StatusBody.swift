package import Client
import ClientCore

/// `GET status`.
package struct StatusBody: Codable, Sendable, Equatable {
    package struct Connection: Codable, Sendable, Equatable {
        /// `connecting`, `connected` or `waiting`.
        package var state: String
        /// Why there is no connection.
        package var reason: String?

        package init(_ status: ConnectionStatus) {
            switch status {
            case .connecting: state = "connecting"
            case .connected: state = "connected"
            case .waiting(let reason):
                state = "waiting"
                self.reason = reason
            }
        }
    }

    /// What was sent in the rounds since the agent began.
    package struct Rounds: Codable, Sendable, Equatable {
        package var milliseconds: Int
        package var prepared: UInt64
        package var cover: UInt64
        package var skipped: UInt64
        package var answered: UInt64
        package var missed: UInt64
    }

    package var version: String
    package var connection: Connection
    /// What keeps the agent from storing: a full disk, say.
    package var trouble: String?
    package var name: String
    package var deployment: String
    package var leader: String
    package var proxy: String
    /// `fair` or `strict`.
    package var scheduling: String
    package var conversations: Int
    package var waiting: Int
    package var rounds: Rounds
    package var dailyUploadBytes: Int
    package var dailyDownloadBytes: Int
    /// The page and how many browsers are let in; the command line adds it, of `GET session`.
    package var web: SessionBody.Web?

    package init(_ status: RuntimeStatus) {
        version = AgentVersion.current
        connection = Connection(status.connection)
        trouble = status.trouble
        name = status.name
        deployment = status.deployment
        leader = status.leader
        proxy = status.proxy
        scheduling = status.scheduling.rawValue
        conversations = status.conversationCount
        waiting = status.waitingCount
        rounds = Rounds(
            milliseconds: status.roundMilliseconds, prepared: status.pacing.prepared,
            cover: status.pacing.cover, skipped: status.pacing.skipped,
            answered: status.answeredRounds, missed: status.missedRounds)
        dailyUploadBytes = status.dailyUploadByteCount
        dailyDownloadBytes = status.dailyDownloadByteCount
    }
}

/// The version of the program and of its API.
package enum AgentVersion {
    package static let current = "0.1.0"
}
