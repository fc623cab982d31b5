import Client
package import Wire

/// What a join link leads to, and what the account will cost.
package struct JoinPreviewBody: Codable, Sendable, Equatable {
    package static let whatShows =
        "both operators see when the agent is connected; whom you write to, when and how much they "
        + "do not see unless they work together."

    package var deployment: String
    /// Where the two servers are.
    package var leader: String
    package var helper: String
    package var roundMilliseconds: Int
    package var dailyUploadBytes: Int
    package var dailyDownloadBytes: Int
    /// What the operators see, in a sentence.
    package var whatShows: String

    package init(_ deployment: SignedDeployment) {
        let descriptor = deployment.descriptor
        let cost = TrafficCost(descriptor.parameters)
        self.deployment = descriptor.name
        leader = descriptor.leader.address
        helper = descriptor.helper.address
        roundMilliseconds = descriptor.parameters.roundMilliseconds
        dailyUploadBytes = cost.dailyUploadByteCount
        dailyDownloadBytes = cost.dailyDownloadByteCount
        whatShows = Self.whatShows
    }
}
