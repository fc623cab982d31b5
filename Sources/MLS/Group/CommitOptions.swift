/// How a commit is made.
public struct CommitOptions: Sendable {
    /// Whether the proposals received in this epoch are committed too.
    public var includesReceivedProposals = true
    /// Whether fresh keys are made for the path even if the proposals do not require it.
    public var forcesPath = false
    /// Whether the Welcome carries the ratchet tree; otherwise it is sent apart.
    public var includesRatchetTree = true
    /// Whether the Welcome's group information permits external joins.
    public var includesExternalPub = false
    /// Whether a group information for external joiners is made.
    public var makesGroupInfo = false
    /// What the committer changes about itself; anything set here makes a path.
    public var leafNodeChange: LeafNodeChange?
    /// Bytes that are authenticated with the commit but not encrypted.
    public var authenticatedData: [UInt8] = []

    /// Creates the default options.
    public init() {}
}

/// A commit that was made and is pending.
public struct CommitBundle: Sendable {
    /// The commit, an MLSMessage for all members of the current epoch.
    public let commit: [UInt8]
    /// A Welcome, an MLSMessage for those who are added; nil if nobody is.
    public let welcome: [UInt8]?
    /// A GroupInfo, an MLSMessage for external joiners, if asked for.
    public let groupInfo: [UInt8]?
    /// The encoded ratchet tree of the new epoch, for those who do not find it in the Welcome.
    public var ratchetTree: [UInt8] { staged.next?.state.tree.encoded ?? [] }
    /// What the commit does; also in ``Group/pendingCommit``.
    public let staged: StagedCommit
}
