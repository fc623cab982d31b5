package import Wire

/// What a simulation consists of.
///
/// Everything random in it comes from one seed, but for keys, nonces and ciphertexts, on which
/// nothing depends.
package struct SimulationConfiguration: Sendable {
    package var seed: UInt64 = 1
    package var clientCount = 2
    package var parameters = DeploymentParameters()
    /// Range of the delay of a message in one direction, in milliseconds.
    package var delayMilliseconds: ClosedRange<Int64> = 1...20
    package var faults = Faults()
    /// Clients that begin in the strict mode.
    package var strictClients: Set<Int> = []
    /// Rounds that the run is meant to take; long faults are cut to a fifth of it.
    package var plannedRounds = Int.max
    /// Clients send nothing but cover: the frames and reads of idle clients, through servers that
    /// do all their work.
    ///
    /// What anybody sees is the same (`TwoWorldTests`), at a fraction of the time.
    package var isCoverOnly = false
    /// How clients break the rules, to see whether a test notices.
    package var mutation: Mutation?

    package enum Mutation: Sendable {
        /// Sends early when a friend's bell rings.
        case earlyPollOnRing
        /// Sends no frame when it has nothing to say.
        case skipWhenIdle
        /// Some commits of clients' vaults never reach the disk: gone after a crash.
        case skipVaultSync
        /// Goes on with what could not be stored, and so acknowledges it.
        case acknowledgeUnstored
    }

    package init() {}
}
