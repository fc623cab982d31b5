/// What happens to a helper.
package enum HelperInput: Sendable, Equatable {
    /// The leader has connected; an earlier connection of it counts as lost.
    case leaderConnected
    case leaderDisconnected
    /// A message's type and body, without the length before it.
    case leaderMessage([UInt8])
    /// Time has passed; see ``HelperEngine/nextWake(after:)``.
    case tick
}
