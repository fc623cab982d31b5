import Crypto
import FoundationEssentials
import Wire

/// Opens a session with both servers over one connection: hello, challenge, opening, opened.
struct Handshake: Sendable {
    /// A clock further off than this is the person's to set right.
    static let clockToleranceMilliseconds: Int64 = 3_600_000

    private struct Opening: Sendable {
        var transcript: SessionTranscript
        var ephemeralKey: XWingMLKEM768X25519.PrivateKey
        var leaderSecret: SymmetricKey
        var helperSecret: SymmetricKey
        var clockOffsetMilliseconds: Int64
    }

    private let descriptor: DeploymentDescriptor
    private let slot: UInt32
    private let generation: UInt32
    private let accountKey: Curve25519.Signing.PrivateKey
    private var startedAt: Int64 = 0
    private var opening: Opening?

    init(_ account: Account, _ descriptor: DeploymentDescriptor) throws {
        self.descriptor = descriptor
        slot = account.slot
        generation = account.generation
        accountKey = try Curve25519.Signing.PrivateKey(rawRepresentation: account.accountKey)
    }

    mutating func start(at now: Int64) -> [UInt8] {
        startedAt = now
        return ClientMessage.hello(
            version: ClientMessage.protocolVersion, descriptorDigest: descriptor.digest
        ).encoded
    }

    /// Answers the servers' challenge.
    mutating func challenged(
        leaderNonce: [UInt8], helperNonce: [UInt8], unixMilliseconds: UInt64, at now: Int64
    ) throws(ConnectionTrouble) -> [UInt8] {
        guard opening == nil else { throw .protocolViolation("a second challenge") }
        // The leader read its clock somewhere between our question and its answer.
        let offset = Int64(clamping: unixMilliseconds) - (startedAt + now) / 2
        guard abs(offset) <= Self.clockToleranceMilliseconds else {
            throw .clock(offMilliseconds: -offset)
        }
        do {
            let leader = try encapsulate(to: descriptor.leader.kemKey)
            let helper = try encapsulate(to: descriptor.helper.kemKey)
            let ephemeralKey = try XWingMLKEM768X25519.PrivateKey()
            var message = SessionOpening(
                slot: slot, generation: generation,
                ephemeralKey: Array(ephemeralKey.publicKey.rawRepresentation),
                leaderEncapsulation: Array(leader.encapsulated),
                helperEncapsulation: Array(helper.encapsulated))
            let transcript = SessionTranscript(
                descriptorDigest: descriptor.digest, leaderNonce: leaderNonce,
                helperNonce: helperNonce, opening: message)
            message.signature = try transcript.sign(with: accountKey)
            opening = Opening(
                transcript: transcript, ephemeralKey: ephemeralKey,
                leaderSecret: leader.sharedSecret, helperSecret: helper.sharedSecret,
                clockOffsetMilliseconds: offset)
            return ClientMessage.open(message).encoded
        } catch {
            throw .protocolViolation("keys that cannot be used")
        }
    }

    private func encapsulate(to key: [UInt8]) throws -> KEM.EncapsulationResult {
        try XWingMLKEM768X25519.PublicKey(rawRepresentation: key).encapsulate()
    }

    /// Checks both servers' confirmations: each holds the key that the descriptor names.
    mutating func opened(
        _ opened: SessionOpened, random: inout RandomSource
    ) throws(ConnectionTrouble) -> RoundSession {
        guard let opening else { throw .protocolViolation("a session that nobody asked for") }
        self.opening = nil
        let leaderKeys = try keys(.leader, opened.leader, opening.leaderSecret, opening)
        let helperKeys = try keys(.helper, opened.helper, opening.helperSecret, opening)
        return RoundSession(
            session: opened.session, slot: slot, descriptor: descriptor, leaderKeys: leaderKeys,
            helperKeys: helperKeys,
            sendingMilliseconds: Int.random(
                in: RoundSchedule(descriptor.parameters).sendingMilliseconds, using: &random),
            clockOffsetMilliseconds: opening.clockOffsetMilliseconds)
    }

    private func keys(
        _ role: ServerRole, _ half: SessionOpened.Half, _ staticSecret: SymmetricKey,
        _ opening: Opening
    ) throws(ConnectionTrouble) -> SessionKeys {
        guard
            let ephemeralSecret = try? opening.ephemeralKey.decapsulate(Data(half.encapsulation))
        else { throw .protocolViolation("the \(role.rawValue)'s encapsulation is malformed") }
        let keys = SessionKeys(
            role: role, staticSecret: staticSecret, ephemeralSecret: ephemeralSecret,
            transcript: opening.transcript, returnEncapsulation: half.encapsulation)
        guard ConstantTime.equal(keys.confirmation(opening.transcript), half.confirmation) else {
            throw .protocolViolation("the \(role.rawValue) does not hold its key")
        }
        return keys
    }
}
