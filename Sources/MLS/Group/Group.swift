/// One member's view of a group: a value that is copied from epoch to epoch.
///
/// All operations are synchronous and touch nothing outside of the value. An operation that throws
/// leaves the value as it was. A copy is cheap and independent; keep one to return to an epoch.
public struct Group: Sendable {
    /// How this client behaves; may be changed at any time.
    public var configuration: GroupConfiguration
    /// The pre-shared keys that this member holds, part of the stored state.
    public var preSharedKeys: PreSharedKeys

    package let algorithms: Algorithms
    package var state: EpochState
    package var signatureKey: SignaturePrivateKey
    /// Proposals of this epoch that were sent or received.
    package var proposals: [CachedProposal] = []
    /// Private keys of update proposals that this member sent in this epoch.
    package var pendingUpdates: [PendingUpdate] = []
    package var pending: PendingCommit?
    /// The newest first.
    package var pastEpochs: [PastEpoch] = []
    package var status: Status = .active

    package enum Status: Sendable, Equatable {
        case active
        /// A commit re-initialised the group: it may no longer be used to send.
        case suspended(ReInit)
        case removed
    }

    package init(
        _ algorithms: Algorithms, state: EpochState, signatureKey: SignaturePrivateKey,
        preSharedKeys: PreSharedKeys, configuration: GroupConfiguration
    ) {
        self.algorithms = algorithms
        self.state = state
        self.signatureKey = signatureKey
        self.preSharedKeys = preSharedKeys
        self.configuration = configuration
        keepResumptionSecret()
    }

    // MARK: What the group is

    /// The group's identifier.
    public var groupID: [UInt8] { state.context.groupID }
    /// The number of the current epoch.
    public var epoch: UInt64 { state.context.epoch }
    /// The group's suite.
    public var cipherSuite: CipherSuite { algorithms.suite }
    /// What the members of this epoch agree on.
    public var groupContext: GroupContext { state.context }
    /// The group context's extensions.
    public var extensions: [Extension] { state.context.extensions }
    /// The hash of the ratchet tree.
    public var treeHash: [UInt8] { state.context.treeHash }
    /// The public tree, to be sent apart from a Welcome.
    public var ratchetTree: RatchetTree { state.tree }
    /// A value that all members of the epoch share and may compare (RFC 9420, section 8.7).
    public var epochAuthenticator: Secret { state.secrets.epochAuthenticator }
    /// The secret by which members prove later that they were here (RFC 9420, section 8.6).
    public var resumptionPSK: Secret { state.secrets.resumptionPSK }

    // MARK: Who is in it

    /// This member's place.
    public var ownIndex: LeafIndex { state.privateKeys.index }
    /// This member's public signing key.
    public var ownSignatureKey: [UInt8] { signatureKey.publicKey }
    /// The members from left to right.
    public var members: [Member] {
        state.tree.members.map { Member(index: $0.index, leafNode: $0.leaf) }
    }
    /// The member at a place, if there is one.
    public subscript(index: LeafIndex) -> Member? {
        state.tree[leaf: index].map { Member(index: index, leafNode: $0) }
    }
    /// Whether this member may still send: not removed, and the group not re-initialised.
    public var isActive: Bool { status == .active }
    /// Whether a commit removed this member.
    public var isRemoved: Bool { status == .removed }
    /// The parameters of the group that follows, if a commit re-initialised this one.
    public var reInit: ReInit? {
        if case .suspended(let reInit) = status { reInit } else { nil }
    }

    // MARK: Proposals and commits in flight

    /// The proposals of this epoch, the oldest first.
    public var pendingProposals: [ReceivedProposal] { proposals.map(\.received) }
    /// The commit that this member made and has not applied, if any.
    public var pendingCommit: StagedCommit? { pending?.staged }

    /// Derives a secret that all members of the epoch can derive (RFC 9420, section 8.5).
    ///
    /// `length` is in bytes, at most 255 times the size of the hash; throws otherwise.
    public func export(
        label: String, context: [UInt8], length: Int
    ) throws(MLSError) -> Secret {
        guard (0...255 * algorithms.hashByteCount).contains(length), length > 0 else {
            throw MLSError(.exportLength)
        }
        return state.secrets.export(
            label: label, context: context, count: length, algorithms)
    }

    // MARK: Inside

    package func requireActive() throws(MLSError) {
        switch status {
        case .active: return
        case .suspended: throw MLSError(.groupSuspended)
        case .removed: throw MLSError(.removedFromGroup)
        }
    }

    /// The own leaf; a member that was not removed has one.
    package func ownLeaf() throws(MLSError) -> LeafNode {
        guard let leaf = state.tree[leaf: ownIndex] else { throw MLSError(.removedFromGroup) }
        return leaf
    }

    package mutating func keepResumptionSecret() {
        preSharedKeys.set(resumptionOf: groupID, epoch: epoch, to: resumptionPSK)
        let kept = configuration.resumptionEpochCount
        preSharedKeys.forget(groupID: groupID, before: epoch - min(epoch, kept))
    }
}
