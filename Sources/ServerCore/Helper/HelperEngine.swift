package import PrivateRetrieval
package import Wire

/// The helper of a deployment as a pure state machine, driven like ``LeaderEngine``.
///
/// It trusts the leader with nothing but availability: it checks account signatures and frames
/// itself, evaluates each round at most once, and no message of the leader makes it evaluate two
/// targets under one root or two planes under one pad.
package struct HelperEngine {
    let identity: ServerIdentity
    let accounts: any AccountStore
    var random: any RandomNumberGenerator
    var database: RoundDatabase
    let marks: any RoundMarkStore

    /// - Parameters:
    ///   - accounts: Empty before the first link-up with the leader.
    ///   - retrieval: Computes answers, on as many cores as the caller gives it.
    ///   - random: Draws nonces and the number of this instance.
    package init(
        identity: ServerIdentity, accounts: any AccountStore, planes: any PlaneStore,
        marks: any RoundMarkStore, retrieval: RetrievalEngine,
        random: any RandomNumberGenerator = SystemRandomNumberGenerator()
    ) throws {
        self.identity = identity
        self.accounts = accounts
        self.marks = marks
        self.random = random
        database = try RoundDatabase(identity: identity, store: planes, retrieval: retrieval)
    }

    package mutating func handle(
        _ input: HelperInput, at unixMilliseconds: Int64
    ) -> [HelperOutput] {
        []
    }

    /// When the engine wants its next ``HelperInput/tick`` at the latest.
    package func nextWake(after unixMilliseconds: Int64) -> Int64 { unixMilliseconds + 1_000 }
}
