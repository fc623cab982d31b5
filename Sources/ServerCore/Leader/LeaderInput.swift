/// What happens to a leader.
package enum LeaderInput: Sendable, Equatable {
    case clientConnected(ConnectionID)
    case clientDisconnected(ConnectionID)
    /// A message's type and body, without the length before it.
    case clientMessage(ConnectionID, [UInt8])
    case helperConnected
    case helperDisconnected
    case helperMessage([UInt8])
    /// Time has passed; see ``LeaderEngine/nextWake(after:)``.
    case tick
}
