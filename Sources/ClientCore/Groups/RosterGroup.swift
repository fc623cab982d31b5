import Crypto
import FoundationEssentials
import MLS
import Wire

/// The MLS group of a conversation of many: roster, profile, and changes by the rules.
struct RosterGroup: Sendable {
    private(set) var group: Group { didSet { revision = .random(in: 0 ... .max) } }
    /// States before commits that some member may not have; the newest first.
    private(set) var parents: [ParentEpoch] { didSet { revision = .random(in: 0 ... .max) } }
    /// References of proposals of this epoch that own commits leave out.
    ///
    /// They stay known: somebody else's commit may name them.
    private var setAside: Set<[UInt8]> = [] { didSet { revision = .random(in: 0 ... .max) } }
    /// Differs after every change, so that the vault is written when it has to be.
    private(set) var revision = UInt64.random(in: 0 ... .max)

    /// Epochs whose application messages can still be read.
    private static let pastEpochCount = 64
    static let parentLimit = 4

    private init(group: Group, parents: [ParentEpoch] = []) {
        self.group = group
        self.parents = parents
    }

    private static var configuration: GroupConfiguration {
        var configuration = GroupConfiguration()
        configuration.pastEpochCount = pastEpochCount
        return configuration
    }

    private static func nameExtension(_ account: Account) -> [Extension] {
        let name = ContactName.checked(account.displayName) ?? ""
        return [Extension(type: GroupProfile.nameExtensionType, data: Array(name.utf8))]
    }

    // MARK: Making and joining

    /// A group of one, at epoch 1.
    static func found(
        _ account: Account, name: String, random: inout RandomSource
    ) throws -> RosterGroup {
        let profile = GroupProfile(
            name: name, committer: account.peerSlot, administrators: [account.peerSlot])
        var group = try Group.create(
            groupID: random.keyBytes(16),
            credential: .basic(identity: account.peerSlot.identity),
            signatureKey: PairGroup.signatureKey(account),
            capabilities: GroupProfile.capabilities, leafExtensions: nameExtension(account),
            extensions: profile.extensions, configuration: configuration)
        var options = CommitOptions()
        options.forcesPath = true
        _ = try group.commit([], options: options)
        try group.applyPendingCommit()
        return RosterGroup(group: group)
    }

    /// For one group and no other: nobody can use it elsewhere against its owner's will.
    static func keyPackage(_ account: Account, for group: [UInt8]) throws -> KeyPackageBundle {
        try KeyPackageBundle.generate(
            credential: .basic(identity: account.peerSlot.identity),
            signatureKey: PairGroup.signatureKey(account),
            capabilities: GroupProfile.capabilities,
            leafExtensions: nameExtension(account)
                + [Extension(type: GroupProfile.groupExtensionType, data: group)])
    }

    /// - Throws: also if the group breaks the rules that all members keep.
    static func join(
        welcome: [UInt8], bundle: KeyPackageBundle, capacity: Int
    ) throws -> (group: RosterGroup, sponsor: RosterMember) {
        let (group, signer) = try Group.joinNamingSigner(
            welcome: welcome, keyPackage: bundle, configuration: configuration)
        let joined = RosterGroup(group: group)
        guard let sponsor = try joined.member(at: signer.rawValue) else {
            throw GroupRules.Violation("a Welcome of nobody")
        }
        let (profile, roster) = (try joined.profile(), try joined.roster())
        guard roster.count <= GroupProfile.memberLimit,
            Set(roster.map(\.place.slot)).count == roster.count,
            roster.allSatisfy({ Int($0.place.slot) < capacity }),
            roster.contains(where: { $0.place == profile.committer }),
            profile.administrators.contains(profile.committer), joined.epoch > 0,
            joined.epoch < Conversation.transferChannels.lowerBound
        else { throw GroupRules.Violation("a group that keeps no rules") }
        return (joined, sponsor)
    }

    // MARK: Members

    var groupID: [UInt8] { group.groupID }
    var epoch: UInt64 { group.epoch }
    var ownLeaf: UInt32 { group.ownIndex.rawValue }
    var isRemoved: Bool { group.isRemoved }
    /// The same at all members of the epoch.
    var epochAuthenticator: [UInt8] { group.epochAuthenticator.copyBytes() }

    func roster() throws -> [RosterMember] { try group.members.map { try RosterMember($0) } }

    /// The identity keys of members whose leaf is still that of a key package, and not one of these.
    func comers(since leaves: Set<[UInt8]>) -> [Data] {
        group.members.filter { member in
            guard case .keyPackage = member.leafNode.source else { return false }
            return !leaves.contains(member.leafNode.encryptionKey)
        }.map { Data($0.signatureKey) }
    }

    /// Whether a member has made no commit since it came in; nil if there is none.
    func isOfKeyPackage(_ leaf: UInt32) -> Bool? {
        group[LeafIndex(leaf)].map { member in
            if case .keyPackage = member.leafNode.source { true } else { false }
        }
    }

    func profile() throws -> GroupProfile { try GroupProfile(extensions: group.extensions) }

    func rules(capacity: Int) throws -> GroupRules {
        GroupRules(
            groupID: groupID, profile: try profile(), roster: try roster(), capacity: capacity)
    }

    func member(at leaf: UInt32) throws -> RosterMember? {
        try group[LeafIndex(leaf)].map { try RosterMember($0) }
    }

    /// All others of this epoch.
    func channelMembers() throws -> [UInt32: Channel.Member] {
        let others = try roster().filter { $0.leaf != ownLeaf }
        return Dictionary(
            uniqueKeysWithValues: others.map {
                ($0.leaf, Channel.Member($0.place, signatureKey: $0.identityKey))
            })
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

    /// Remembers proposals that keep the rules, all or none.
    mutating func take(_ proposals: [[UInt8]], _ rules: GroupRules) throws -> [ReceivedProposal] {
        var copy = group
        var received: [ReceivedProposal] = []
        for proposal in proposals {
            guard case .proposal(let one) = try copy.process(proposal) else {
                throw GroupRules.Violation("a message that is no proposal")
            }
            received.append(one)
        }
        try rules.check(received)
        group = copy
        return received
    }

    /// Remembers a commit's proposals as far as they are not known yet.
    ///
    /// Whether they keep the rules is seen in the commit.
    mutating func remember(_ proposals: [[UInt8]]) {
        for proposal in proposals { _ = try? group.process(proposal) }
    }

    mutating func propose(_ proposals: [Proposal]) throws -> [[UInt8]] {
        var copy = group
        var messages: [[UInt8]] = []
        for proposal in proposals { messages.append(try copy.propose(proposal)) }
        // What this member proposed is not for itself to commit.
        group = copy
        return messages
    }

    mutating func proposeUpdate() throws -> [UInt8] { try group.proposeUpdate() }

    /// The proposals that a commit would take along.
    func rememberedProposals(_ isNone: Bool) -> [Proposal] {
        isNone
            ? []
            : group.pendingProposals.filter { !setAside.contains($0.reference) }.map(\.proposal)
    }

    /// No commit of this member takes along what has been remembered so far.
    mutating func setProposalsAside() {
        setAside = Set(group.pendingProposals.map(\.reference))
    }

    // MARK: Commits

    /// What a commit of this member is to be sent and told.
    struct Commit {
        var message: [UInt8]
        var welcome: [UInt8]?
        /// What it commits: of what was proposed, some may not go together.
        var proposals: [Proposal]
        var changes: [GroupChange]
        var removed: [RosterMember]
    }

    /// Commits with fresh keys, at once; the state before is kept until the commit is final.
    /// - Parameter remembered: the proposals of others that were remembered, too.
    mutating func commit(
        _ proposals: [Proposal], remembered: Bool, _ rules: GroupRules, at now: Int64
    ) throws -> Commit {
        var copy = group
        var options = CommitOptions()
        options.forcesPath = !Self.onlyAdds(proposals + rememberedProposals(!remembered))
        options.includesReceivedProposals = remembered
        for reference in setAside { copy.clearPendingProposal(reference) }
        let bundle = try copy.commit(proposals, options: options)
        // What others want and this member cannot commit, its own removal, is no reason for an epoch.
        guard !remembered || !bundle.staged.proposals.isEmpty else {
            throw GroupRules.Violation("nothing that this member may commit")
        }
        let changes = try rules.check(bundle.staged)
        let removed = try bundle.staged.removed.map { try RosterMember($0) }
        // Its ratchets have moved: what was used for the commit is not used again.
        var parent = copy
        parent.clearPendingCommit()
        for proposal in group.pendingProposals { parent.remember(proposal) }
        try copy.applyPendingCommit()
        keep(
            ParentEpoch(
                before: parent, bundle.commit, bundle.staged, committer: ownLeaf, rules, at: now))
        group = copy
        setAside = []
        return Commit(
            message: bundle.commit, welcome: bundle.welcome,
            proposals: bundle.staged.proposals.map(\.proposal), changes: changes,
            removed: removed)
    }

    /// Whether a commit needs no fresh keys: who comes in reads nothing of before without them (RFC
    /// 9420, section 12.4), and everybody else has a fifth to read.
    static func onlyAdds(_ proposals: [Proposal]) -> Bool {
        !proposals.isEmpty
            && proposals.allSatisfy { if case .add = $0 { true } else { false } }
    }

    /// Applies a commit of somebody else.
    mutating func apply(
        _ staged: StagedCommit, message: [UInt8], _ rules: GroupRules, at now: Int64
    ) throws -> [GroupChange] {
        let changes = try rules.check(staged)
        var copy = group
        try copy.apply(staged)
        if case .member(let committer) = staged.committer, !staged.removesSelf {
            keep(
                ParentEpoch(
                    before: group, message, staged, committer: committer.rawValue, rules, at: now))
        }
        group = copy
        setAside = []
        return changes
    }

    private mutating func keep(_ parent: ParentEpoch) {
        parents.insert(parent, at: 0)
        parents = Array(parents.prefix(Self.parentLimit))
    }

    /// Nothing can take the place of these commits any more.
    mutating func forgetParents(where isFinal: (ParentEpoch) -> Bool) {
        let kept = parents.filter { !isFinal($0) }
        if kept.count != parents.count { parents = kept }
    }

    /// Another commit may still take the place of the one that ended this epoch.
    func hasParent(_ epoch: UInt64) -> Bool { parents.contains { $0.epoch == epoch } }

    /// What becomes of another commit of an epoch that has ended here.
    enum Sibling {
        /// The same one, or none that anybody takes up.
        case ignored
        /// It does not stand: who comes in by it, and the authenticator of its epoch.
        case undone(newcomers: [Data], authenticator: [UInt8])
        case stands(GroupReplacement)
    }

    /// Another commit of an epoch before: it comes instead of the one that was applied, or not.
    mutating func replace(
        after epoch: UInt64, by message: [UInt8], of leaf: UInt32, proposals: [[UInt8]],
        capacity: Int, at now: Int64
    ) throws -> Sibling {
        guard let index = parents.firstIndex(where: { $0.epoch == epoch }) else { return .ignored }
        let parent = parents[index]
        guard !parent.isCommit(message) else { return .ignored }
        var sibling = RosterGroup(group: parent.group)
        sibling.remember(proposals)
        guard case .commit(let staged) = try sibling.group.process(message) else {
            return .ignored
        }
        // Nobody carries another's commit about, to where that one is not read any more.
        guard staged.committer == .member(LeafIndex(leaf)) else { return .ignored }
        let rules = try sibling.rules(capacity: capacity)
        let changes = try rules.check(staged)
        guard try parent.yields(to: staged, message, rules) else {
            // Its epoch is not seen here if it puts this account out.
            guard !staged.removesSelf,
                (try? sibling.apply(staged, message: message, rules, at: now)) != nil
            else { return .ignored }
            return .undone(
                newcomers: changes.compactMap(\.newcomer),
                authenticator: sibling.epochAuthenticator)
        }
        _ = try sibling.apply(staged, message: message, rules, at: now)
        sibling.parents += parents[(index + 1)...]
        self = sibling
        return .stands(
            GroupReplacement(
                changes: changes, proposals: staged.proposals.map(\.proposal),
                parentRoster: rules.roster,
                parentLeaves: Set(parent.group.members.map(\.leafNode.encryptionKey))))
    }

    /// The authenticators of the epochs after this one.
    func authenticators(after epoch: UInt64) -> [[UInt8]] {
        parents.filter { $0.epoch > epoch }.map { $0.group.epochAuthenticator.copyBytes() }
            + [epochAuthenticator]
    }

    /// The authenticators of this epoch, and then of the parents that are kept.
    var newestAuthenticators: [[UInt8]] {
        [epochAuthenticator] + parents.map { $0.group.epochAuthenticator.copyBytes() }
    }

    /// The members of this epoch and of the parents that are kept.
    func knownMembers() throws -> [RosterMember] {
        try roster() + parents.flatMap { try $0.group.members.map { try RosterMember($0) } }
    }

    // MARK: Storage

    func stored() -> [UInt8] {
        var writer = ByteWriter()
        writer.writeInteger(UInt8(1))
        let state = group.serialise()
        writer.writeInteger(UInt32(state.count))
        writer.write(state)
        writer.writeInteger(UInt8(parents.count))
        for parent in parents {
            let bytes = parent.stored
            writer.writeInteger(UInt32(bytes.count))
            writer.write(bytes)
        }
        for reference in setAside.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            writer.writeInteger(UInt8(reference.count))
            writer.write(reference)
        }
        return writer.bytes
    }

    init(stored bytes: [UInt8]) throws {
        var reader = ByteReader(bytes)
        let version: UInt8 = try reader.readInteger("version")
        guard version == 1 else { throw WireError(.unknownVersion, "a group's state") }
        let length: UInt32 = try reader.readInteger("length")
        group = try Group(
            serialised: try reader.read(Int(length), "group"),
            configuration: Self.configuration)
        parents = []
        let count: UInt8 = try reader.readInteger("parents")
        for _ in 0..<count {
            let length: UInt32 = try reader.readInteger("length")
            parents.append(
                try ParentEpoch(
                    stored: try reader.read(Int(length), "parent"),
                    configuration: Self.configuration))
        }
        // Not there in what earlier versions stored.
        while reader.remaining > 0 {
            let length: UInt8 = try reader.readInteger("length")
            setAside.insert(try reader.read(Int(length), "a reference"))
        }
    }
}
