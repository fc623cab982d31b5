/// A commit that was found valid and not applied: what it would do, to be applied or dropped.
public struct StagedCommit: Sendable {
    /// Who committed: a member, or somebody who joins by it.
    public let committer: Sender
    /// The committer's place in the new epoch.
    public let committerIndex: LeafIndex
    /// The number of the epoch that it begins.
    public let epoch: UInt64
    /// The commit's proposals with their senders, in order.
    public let proposals: [ReceivedProposal]
    /// The members that it adds, external joiner included.
    public let added: [Member]
    /// The members that it removes, as they were.
    public let removed: [Member]
    /// The members that replace their leaf by an update.
    public let updated: [LeafIndex]
    /// Whether the committer's path gets fresh keys.
    public let hasPath: Bool
    /// The parameters of the group that is to follow, if it re-initialises this one.
    public let reInit: ReInit?
    /// The roster of the new epoch.
    public var members: [Member] {
        tree.members.map { Member(index: $0.index, leafNode: $0.leaf) }
    }
    /// The new epoch's context.
    public let groupContext: GroupContext
    /// Bytes that the committer authenticated along with the commit.
    public let authenticatedData: [UInt8]

    /// Whether this member is removed; applying then only marks the group.
    public var removesSelf: Bool { next == nil }

    /// The tree of the new epoch.
    let tree: RatchetTree
    /// The state that it leads to; nil if this member is removed.
    package let next: NextEpoch?
    /// The confirmation tag of the epoch that it follows, which names that epoch's state.
    package let parent: [UInt8]
}

/// What applying a commit puts in place.
package struct NextEpoch: Sendable {
    package let state: EpochState
    package let signatureKey: SignaturePrivateKey
}

/// A commit that this member made and that was not accepted yet.
package struct PendingCommit: Sendable {
    package let message: [UInt8]
    package let staged: StagedCommit
}
