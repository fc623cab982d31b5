import Wire

/// What a leader grants to those it does not know yet.
enum LeaderLimits {
    /// Connections without a session; more are closed at once.
    ///
    /// After a restart of the helper all clients come back together.
    static func anonymousConnections(_ parameters: DeploymentParameters) -> Int {
        parameters.capacity + 1_024
    }
    /// Messages on a connection before it has a session.
    static let messagesBeforeSession = 64
    /// Slots that are tried for one registration when the helper has others in use.
    static let registrationAttempts = 8
    /// Slots that are drawn for an account before the free ones are counted: where a tenth is free,
    /// one registration in thirty comes to that.
    static let freeSlotDraws = 32
    /// A helper that is silent for so long, while rounds wait for it, is connected to anew.
    static let silenceMilliseconds: Int64 = 10_000
}
