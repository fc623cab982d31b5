import Crypto
import MLS
import Synchronization
import Wire

// Contacts are put into the engine as they are after an introduction: the tests look inside.
@testable import ClientCore

/// An engine without a network, with contacts whose sides the test plays.
struct EngineSite {
    /// The other side of a conversation.
    struct Peer {
        var account: ClientCore.Account
        var conversation: Conversation
    }

    /// The vault.
    final class Records: Sendable {
        private let content = Mutex<[RecordKey: [UInt8]]>([:])

        var all: [RecordKey: [UInt8]] { content.withLock { $0 } }

        func apply(_ changes: [RecordChange]) {
            content.withLock { records in
                for change in changes {
                    switch change {
                    case .put(let key, let value): records[key] = value
                    case .delete(let key): records[key] = nil
                    case .clear(let collection, let group):
                        records = records.filter {
                            $0.key.collection != collection || !$0.key.key.hasPrefix(group + "/")
                        }
                    }
                }
            }
        }
    }

    static let capacity: UInt32 = 128

    var engine: ClientEngine
    var peers: [String: Peer] = [:]
    let records = Records()

    init(slot: UInt32 = 0) throws {
        let account = try Self.account(slot)
        records.apply([.put(ClientCore.Account.recordKey, value: try account.encoded())])
        engine = try ClientEngine(
            records: records.all, source: RecordSource { [records] in records.all[$0] })
    }

    /// Stores what a step has changed.
    mutating func store(_ output: ClientOutput) { records.apply(output.changes) }

    func message(_ id: String, _ sequence: UInt64) -> MessageRecord? {
        records.all[MessageRecord.recordKey(id, sequence)].flatMap {
            try? MessageRecord(decoding: $0)
        }
    }

    static func account(_ slot: UInt32) throws -> ClientCore.Account {
        ClientCore.Account(
            deploymentFile: try deployment().encodeFile(), slot: slot, generation: 1,
            accountKey: Curve25519.Signing.PrivateKey(), displayName: "member \(slot)", proxy: "")
    }

    private static func deployment() throws -> SignedDeployment {
        let keys = [Curve25519.Signing.PrivateKey(), Curve25519.Signing.PrivateKey()]
        func server(_ index: Int) throws -> OperatorPublic {
            OperatorPublic(
                address: "server\(index).example:7000",
                signingKey: Array(keys[index].publicKey.rawRepresentation),
                kemKey: Array(try XWingMLKEM768X25519.PrivateKey().publicKey.rawRepresentation),
                certificateSHA256: [UInt8](repeating: UInt8(index), count: 32))
        }
        var parameters = DeploymentParameters()
        parameters.capacity = Int(capacity)
        let descriptor = DeploymentDescriptor(
            name: "test", identifier: [UInt8](repeating: 5, count: 16), parameters: parameters,
            leader: try server(0), helper: try server(1))
        var deployment = SignedDeployment(descriptor: descriptor)
        deployment.leaderSignature = Array(try keys[0].signature(for: descriptor.encoded))
        deployment.helperSignature = Array(try keys[1].signature(for: descriptor.encoded))
        return deployment
    }

    /// A contact, introduced by a link of the engine's account.
    mutating func meet(_ id: String, at slot: UInt32) throws {
        let account = try Self.account(slot)
        let bundle = try PairGroup.keyPackage(account)
        var random = ClientCore.RandomSource.system
        let (founded, welcome) = try PairGroup.found(
            engine.account, adding: bundle.message, peer: account.peerSlot, random: &random)
        var own = Conversation(id: id, name: id, isNamed: true, bellPosition: UInt8(slot))
        own.pair = founded
        own.peer = account.peerSlot
        own.peerIdentityKey = .init(account.identityPublicKey)
        var other = Conversation(id: "of \(id)", name: "me", isNamed: true, bellPosition: 0)
        other.pair = try PairGroup.join(welcome: welcome, bundle: bundle)
        other.peer = engine.account.peerSlot
        other.peerIdentityKey = .init(engine.account.identityPublicKey)
        var turn = engine.turn(at: 0)
        try own.openEpochChannel(&turn)
        var otherTurn = Self.turn(account)
        try other.openEpochChannel(&otherTurn)
        engine.conversations[id] = own
        peers[id] = Peer(account: account, conversation: other)
    }

    static func turn(_ account: ClientCore.Account, at now: Int64 = 0) -> Turn {
        Turn(
            account: account, parameters: DeploymentParameters(), now: now,
            directory: ContactDirectory([]), random: .system)
    }

    /// What follows from something that a contact says.
    mutating func perform(_ errand: Errand, at now: Int64 = 0) -> ClientOutput {
        var (touched, output) = (Set<String>(), ClientOutput())
        engine.perform(errand, at: now, &touched, &output)
        try? engine.store(touched, &output)
        store(output)
        return output
    }

    /// Bytes that wait for a contact.
    func waiting(for id: String) -> Int {
        engine.conversations[id]?.channels.values.reduce(0) {
            $0 + $1.outgoing.unacknowledgedByteCount
        } ?? 0
    }
}
