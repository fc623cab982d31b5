package import Crypto
package import Wire

/// Makes an account from a join link, over one connection: fetches the deployment, checks both
/// signatures, registers.
///
/// Sans-I/O like the engine.
package struct Registrar {
    package enum Step: Sendable {
        /// Send this and wait for the answer.
        case send([UInt8])
        /// Done; the vault's first record.
        case done(Account)
    }

    /// What the account will cost can be said as soon as this is known.
    package private(set) var deployment: SignedDeployment?
    private let link: JoinLink
    private let accountKey: Curve25519.Signing.PrivateKey
    private let displayName: String
    private let proxy: String

    /// - Parameter accountKey: kept by the caller until done: a retry with it is answered alike.
    package init(
        link: JoinLink, accountKey: Curve25519.Signing.PrivateKey, displayName: String,
        proxy: String
    ) {
        self.link = link
        self.accountKey = accountKey
        self.displayName = displayName
        self.proxy = proxy
    }

    package func start() -> Step { .send(ClientMessage.fetchDeployment.encoded) }

    /// - Throws: ``ConnectionTrouble`` or ``WireError``.
    package mutating func received(_ message: [UInt8]) throws -> Step {
        switch (try LeaderMessage(message), deployment) {
        case (.deployment(let file), nil):
            let deployment = try SignedDeployment(file: file)
            try link.deployment.check(deployment)
            self.deployment = deployment
            let registration = try Registration(
                ticket: link.ticket, accountKey: accountKey,
                descriptorDigest: deployment.descriptor.digest)
            return .send(ClientMessage.register(registration).encoded)
        case (.registered(let slot, let generation), .some(let deployment)):
            guard slot < deployment.descriptor.parameters.capacity else {
                throw ConnectionTrouble.protocolViolation("a slot that does not exist")
            }
            return .done(
                Account(
                    deploymentFile: deployment.encodeFile(), slot: slot, generation: generation,
                    accountKey: accountKey, displayName: displayName, proxy: proxy))
        case (.refused(let code), _):
            throw ConnectionTrouble.refused(code)
        default:
            throw ConnectionTrouble.protocolViolation("an unexpected message")
        }
    }
}
