/// What a server, or somebody on the wire, saw of a message: everything but its content.
package struct Observation: Sendable, Equatable {
    package enum Place: String, Sendable {
        case clientToLeader, leaderToClient, leaderToHelper, helperToLeader
        case connected, disconnected
    }

    /// Unix time in milliseconds.
    package var time: Int64
    package var place: Place
    /// Number of the client; -1 between the servers.
    package var client: Int
    package var byteCount: Int

    package var line: String { "\(time) \(place.rawValue) \(client) \(byteCount)" }
}
