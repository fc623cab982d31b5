package import Crypto
package import FoundationEssentials
package import Wire

/// An account: where it is and the keys that are its own.
///
/// Its record is the vault's first.
package struct Account: Codable, Sendable {
    /// Version of what the vault holds.
    package static let schema = 2

    package var schema = Self.schema
    /// The signed deployment file, as it was when the account was made.
    package var deploymentFile: Data
    package var slot: UInt32
    package var generation: UInt32
    /// Ed25519; opens sessions.
    ///
    /// The servers know its public half.
    package var accountKey: Data
    /// Ed25519; signs in conversations.
    ///
    /// Contacts know its public half, the servers do not.
    package var identityKey: Data
    /// What contacts are told at an introduction; may be empty.
    package var displayName: String
    /// `socks5://...` or empty: how the leader is reached.
    package var proxy: String
    /// How reads and own cells are shared among conversations; nil is ``SchedulingMode/fair``.
    package var scheduling: SchedulingMode?
    /// Contacts are shown a picture, which lies apart.
    package var hasPicture: Bool?
    /// How often the account was restored from a backup.
    ///
    /// A conversation that has not yet taken up the last restoration must not use the keys that
    /// came out of the backup: they were used since.
    package private(set) var restorationCount: UInt32 = 0
    /// Unix time in milliseconds of the last restoration.
    package private(set) var restoredAt: Int64?

    package static let recordKey = RecordKey(.account, "account")

    /// The public half of the identity key, 32 bytes; empty if the record is damaged.
    package var identityPublicKey: [UInt8] {
        (try? Curve25519.Signing.PrivateKey(rawRepresentation: identityKey)).map {
            Array($0.publicKey.rawRepresentation)
        } ?? []
    }

    /// SHA-256 of the identity key, as links carry it.
    package var identityFingerprint: [UInt8] {
        Array(SHA256.hash(data: identityPublicKey))
    }

    /// A name as a person gives it, without white space around it; nil if it cannot be one.
    package static func checkedName(_ text: String) -> String? { ContactName.checked(text) }

    package var peerSlot: PeerSlot { PeerSlot(slot: slot, generation: generation) }

    package init(
        deploymentFile: [UInt8], slot: UInt32, generation: UInt32,
        accountKey: Curve25519.Signing.PrivateKey, displayName: String, proxy: String
    ) {
        self.deploymentFile = Data(deploymentFile)
        self.slot = slot
        self.generation = generation
        self.accountKey = accountKey.rawRepresentation
        identityKey = Curve25519.Signing.PrivateKey().rawRepresentation
        self.displayName = displayName
        self.proxy = proxy
    }

    /// An account as an earlier version of the vault kept it.
    init(
        deploymentFile: Data, slot: UInt32, generation: UInt32, accountKey: Data,
        identityKey: Data, displayName: String, proxy: String
    ) {
        self.deploymentFile = deploymentFile
        self.slot = slot
        self.generation = generation
        self.accountKey = accountKey
        self.identityKey = identityKey
        self.displayName = displayName
        self.proxy = proxy
    }

    /// The account came out of a backup: its conversations have to begin anew with fresh keys.
    package mutating func markRestored(at now: Int64) {
        restorationCount += 1
        restoredAt = now
    }

    /// The account came out of an earlier version of the vault, whose conversations nobody speaks
    /// any more: they too begin anew.
    package mutating func markBroughtUp() { restorationCount += 1 }

    /// The deployment, checked again.
    package func deployment() throws(WireError) -> SignedDeployment {
        let deployment = try SignedDeployment(file: Array(deploymentFile))
        try deployment.verify()
        return deployment
    }

    package func encoded() throws -> [UInt8] { Array(try JSONEncoder().encode(self)) }

    /// - Throws: `WireError` for a record of a later version, else a decoding error.
    package init(decoding bytes: [UInt8]) throws {
        let data = Data(bytes)
        let schema = try JSONDecoder().decode(Schema.self, from: data).schema
        guard schema == Self.schema else {
            throw WireError(.unknownVersion, "an account record of version \(schema)")
        }
        self = try JSONDecoder().decode(Self.self, from: data)
    }

    private struct Schema: Codable { var schema: Int }
}
