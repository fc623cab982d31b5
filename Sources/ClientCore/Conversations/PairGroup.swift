import Crypto
import MLS

/// The MLS group of two people: the inviter, who made it and is its committer, and the accepter.
struct PairGroup: Sendable {
    static let suite = CipherSuite.xWingAES256SHA384Ed25519
    static let inviterLeaf: UInt32 = 0
    static let accepterLeaf: UInt32 = 1

    private(set) var group: Group { didSet { revision = .random(in: 0 ... .max) } }
    /// Differs after every change, so that the vault is written when it has to be.
    private(set) var revision = UInt64.random(in: 0 ... .max)

    private init(group: Group) { self.group = group }

    /// Somebody in the group other than the two.
    struct UnexpectedMembers: Error {}

    static func signatureKey(_ account: Account) throws -> SignaturePrivateKey {
        try SignaturePrivateKey(suite, secret: Secret(account.identityKey))
    }

    // MARK: Making and joining

    /// The accepter's key package.
    static func keyPackage(_ account: Account) throws -> KeyPackageBundle {
        try KeyPackageBundle.generate(
            credential: .basic(identity: account.peerSlot.identity),
            signatureKey: signatureKey(account))
    }

    /// Makes the group and adds the owner of a key package.
    /// - Returns: the group at epoch 1 and the Welcome.
    static func found(
        _ account: Account, adding keyPackage: [UInt8], peer: PeerSlot,
        random: inout RandomSource
    ) throws -> (PairGroup, welcome: [UInt8]) {
        guard case .keyPackage(let package) = try MLSMessage(encoded: keyPackage).body else {
            throw UnexpectedMembers()
        }
        var group = try Group.create(
            groupID: random.bytes(16),
            credential: .basic(identity: account.peerSlot.identity),
            signatureKey: signatureKey(account))
        var options = CommitOptions()
        options.forcesPath = true
        let bundle = try group.commit([.add(package)], options: options)
        try group.applyPendingCommit()
        guard let welcome = bundle.welcome else { throw UnexpectedMembers() }
        let pair = PairGroup(group: group)
        guard try pair.peer(ownLeaf: inviterLeaf).slot == peer else { throw UnexpectedMembers() }
        return (pair, welcome)
    }

    static func join(welcome: [UInt8], bundle: KeyPackageBundle) throws -> PairGroup {
        let pair = PairGroup(group: try Group.join(welcome: welcome, keyPackage: bundle))
        // Epoch 0 is the introduction's; an inviter adds in the first commit.
        guard pair.epoch == 1 else { throw UnexpectedMembers() }
        return pair
    }

    // MARK: Members

    var epoch: UInt64 { group.epoch }
    var ownLeaf: UInt32 { group.ownIndex.rawValue }

    /// The one other member.
    /// - Throws: ``UnexpectedMembers`` if there is anybody else, or nobody.
    func peer(ownLeaf: UInt32) throws -> (slot: PeerSlot, identityKey: [UInt8]) {
        let members = group.members
        let others = members.filter { $0.index.rawValue != ownLeaf }
        guard members.count == 2, let other = others.first, others.count == 1,
            case .basic(let identity) = other.credential, let slot = PeerSlot(identity: identity)
        else { throw UnexpectedMembers() }
        return (slot, other.signatureKey)
    }

    // MARK: Messages

    /// The secret of the epoch's cells and bells.
    func channelSecret() throws -> SymmetricKey { try group.channelSecret() }

    /// - Parameter content: an encoded ``MessageContent``.
    mutating func encrypt(_ content: [UInt8]) throws -> [UInt8] {
        try group.encrypt(content)
    }

    mutating func process(_ message: [UInt8]) throws -> ProcessedMessage {
        try group.process(message)
    }

    /// A commit with fresh keys, together with a checked update of the peer; it takes effect at
    /// once, since nobody else commits.
    /// - Throws: whatever does not leave the same two people with the same identities.
    mutating func updateKeys() throws -> [UInt8] {
        var copy = group
        var options = CommitOptions()
        options.forcesPath = true
        let bundle = try copy.commit([], options: options)
        try Self.requireKeyChange(bundle.staged)
        try copy.applyPendingCommit()
        try replace(with: copy)
        return bundle.commit
    }

    mutating func proposeUpdate() throws -> [UInt8] { try group.proposeUpdate() }

    /// Forgets proposals that are none of fresh keys, as if they had not come.
    mutating func dropProposals() { group.clearPendingProposals() }

    /// Applies a commit of the committer that changes keys and nothing else.
    mutating func apply(_ commit: StagedCommit) throws {
        guard commit.committerIndex.rawValue == Self.inviterLeaf else {
            throw UnexpectedMembers()
        }
        try Self.requireKeyChange(commit)
        var copy = group
        try copy.apply(commit)
        try replace(with: copy)
    }

    /// Nobody comes, goes or changes, the group goes on, and its context stays.
    private static func requireKeyChange(_ commit: StagedCommit) throws {
        let isUpdate = commit.proposals.allSatisfy {
            if case .update = $0.proposal { true } else { false }
        }
        guard isUpdate, commit.added.isEmpty, commit.removed.isEmpty, commit.reInit == nil,
            commit.hasPath
        else { throw UnexpectedMembers() }
    }

    private mutating func replace(with copy: Group) throws {
        let identities = [group, copy].map { group in
            group.members.map { [$0.credential.encoded, $0.signatureKey] }
        }
        guard copy.isActive, identities[0] == identities[1], copy.extensions == group.extensions
        else { throw UnexpectedMembers() }
        group = copy
    }
}

extension PairGroup {
    init(serialised bytes: [UInt8]) throws { group = try Group(serialised: bytes) }

    func serialise() -> [UInt8] { group.serialise() }
}
