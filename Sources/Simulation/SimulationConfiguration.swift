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
    /// How clients break the rules, to see whether a test notices.
    package var mutation: Mutation?

    /// Chances per client (or server) and round, from 0 to 1.
    package struct Faults: Sendable {
        /// A connection breaks; what is under way on it is lost.
        package var connectionLoss = 0.0
        /// A message is held up for longer than a round, with all behind it.
        package var stall = 0.0
        /// A client is killed and started again some rounds later.
        package var clientCrash = 0.0
        /// A server is killed and started again some rounds later.
        package var leaderCrash = 0.0
        package var helperCrash = 0.0
        /// The link between the servers breaks.
        package var linkLoss = 0.0
        /// A client cannot store anything in this round, as with a full disk.
        package var storageFailure = 0.0

        package init() {}

        package static let all: Faults = {
            var faults = Faults()
            faults.connectionLoss = 0.002
            faults.stall = 0.002
            faults.clientCrash = 0.001
            faults.leaderCrash = 0.001
            faults.helperCrash = 0.001
            faults.linkLoss = 0.001
            faults.storageFailure = 0.002
            return faults
        }()
    }

    package enum Mutation: Sendable {
        /// Sends early when a friend's bell rings.
        case earlyPollOnRing
        /// Sends no frame when it has nothing to say.
        case skipWhenIdle
    }

    package init() {}
}
