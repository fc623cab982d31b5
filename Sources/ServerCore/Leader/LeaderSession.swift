import Wire

/// A session as the leader knows it.
///
/// In memory only.
struct LeaderSession {
    var slot: UInt32
    var connection: ConnectionID
    var keys: SessionKeys
    /// The round of the last frame; an equal or lower one is a replay.
    var lastFrame = Round(rawValue: 0)
}
