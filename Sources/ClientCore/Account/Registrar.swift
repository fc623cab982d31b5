package import Crypto
package import Wire

/// Makes an account from a join link, over one connection: fetches the deployment, checks both
/// signatures, registers. Sans-I/O like the engine.
package struct Registrar {
    package enum Step: Sendable {
        /// Send this and wait for the answer.
        case send([UInt8])
        /// Done; the vault's first record. The deployment may change once it is stored.
        case done(AccountRecord)
    }
    /// - Parameter accountKey: kept by the caller until done: a retry with it is answered alike.
    package init(link: JoinLink, accountKey: Curve25519.Signing.PrivateKey, displayName: String, proxy: String) { fatalError() }
    package mutating func start() -> Step { fatalError() }
    /// - Throws: ``ConnectionTrouble`` or ``WireError``.
    package mutating func received(_ message: [UInt8]) throws -> Step { fatalError() }
    /// What the account costs; known once the deployment is.
    package var deployment: SignedDeployment? { fatalError() }
}
