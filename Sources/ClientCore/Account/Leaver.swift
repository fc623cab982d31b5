import Crypto
import Wire

/// Has an account deleted by the servers, over one connection: hello, challenge, leave, left.
///
/// Sans-I/O like the engine. It may be run again when its end was not heard.
package struct Leaver {
    package enum Step: Sendable {
        /// Send this and wait for the answer.
        case send([UInt8])
        /// The servers have no such account, now or already before.
        case done
    }

    private let account: Account
    private let descriptorDigest: [UInt8]
    private var isChallenged = false

    /// - Throws: `WireError` if the account's deployment is damaged.
    package init(_ account: Account) throws {
        self.account = account
        descriptorDigest = try account.deployment().descriptor.digest
    }

    package func start() -> Step {
        .send(
            ClientMessage.hello(
                version: ClientMessage.protocolVersion, descriptorDigest: descriptorDigest
            ).encoded)
    }

    /// - Throws: ``ConnectionTrouble`` or `WireError`.
    package mutating func received(_ message: [UInt8]) throws -> Step {
        switch try LeaderMessage(message) {
        case .challenge(let leaderNonce, _, _) where !isChallenged:
            isChallenged = true
            let leaving = try Leaving(
                slot: account.slot, generation: account.generation,
                accountKey: Curve25519.Signing.PrivateKey(rawRepresentation: account.accountKey),
                leaderNonce: leaderNonce, descriptorDigest: descriptorDigest)
            return .send(ClientMessage.leave(leaving).encoded)
        case .left where isChallenged: return .done
        // The end of an earlier attempt was not heard.
        case .refused(.notYourSlot) where isChallenged: return .done
        case .refused(let code): throw ConnectionTrouble.refused(code)
        default: throw ConnectionTrouble.protocolViolation("an unexpected message")
        }
    }
}
