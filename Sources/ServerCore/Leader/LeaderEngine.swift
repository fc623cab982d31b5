package import PrivateRetrieval
package import Wire

/// The leader of a deployment as a pure state machine: it takes messages and time and returns
/// messages and wishes. Whoever drives it owns sockets and clocks.
///
/// Everything that must survive a crash is in the stores; sessions and rounds under way are not, so
/// that an engine made anew from the same stores is a restarted leader.
package struct LeaderEngine {
    let identity: ServerIdentity
    let schedule: RoundSchedule
    let accounts: any AccountStore
    var random: any RandomNumberGenerator
    var database: RoundDatabase
    let marks: any RoundMarkStore

    /// - Parameters:
    ///   - accounts: A full table, free slots included.
    ///   - retrieval: Computes answers, on as many cores as the caller gives it.
    ///   - random: Draws nonces, session numbers and free slots.
    package init(
        identity: ServerIdentity, accounts: any AccountStore, planes: any PlaneStore,
        marks: any RoundMarkStore, retrieval: RetrievalEngine,
        random: any RandomNumberGenerator = SystemRandomNumberGenerator()
    ) throws {
        self.identity = identity
        schedule = RoundSchedule(identity.parameters)
        self.accounts = accounts
        self.marks = marks
        self.random = random
        database = try RoundDatabase(identity: identity, store: planes, retrieval: retrieval)
    }

    package mutating func handle(
        _ input: LeaderInput, at unixMilliseconds: Int64
    ) -> [LeaderOutput] {
        []
    }

    /// When the engine wants its next ``LeaderInput/tick`` at the latest.
    package func nextWake(after unixMilliseconds: Int64) -> Int64 { unixMilliseconds + 1_000 }
}
