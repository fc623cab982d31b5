/// Somebody else's commit being worked out, RFC 9420 section 12.4.2.
struct CommitStaging {
    private let group: Group
    private let algorithms: Algorithms
    private let list: ProposalList
    private let commit: Commit
    private let message: AuthenticatedContent
    private var applied: AppliedProposals
    private var transition: EpochTransition
    private var committer: LeafIndex

    init(
        group: Group, list: ProposalList, commit: Commit, message: AuthenticatedContent
    ) throws(MLSError) {
        self.group = group
        self.list = list
        self.commit = commit
        self.message = message
        algorithms = group.algorithms
        applied = try list.apply(
            to: group.state.tree, of: group.state.context,
            configuration: group.configuration,
            now: group.configuration.receivedNow, algorithms)
        transition = EpochTransition(
            algorithms: algorithms, old: group.state.context,
            interimTranscriptHash: group.state.interimTranscriptHash, tree: applied.tree,
            extensions: applied.extensions)
        committer = message.content.sender.memberIndex ?? LeafIndex(0)
    }

    mutating func stage() throws(MLSError) -> StagedCommit {
        let (privateKeys, signatureKey) = try ownKeys()
        let removesSelf = applied.removed.contains { $0.index == group.ownIndex }
        var keys = privateKeys
        var commitSecret = Secret.zero(count: algorithms.hashByteCount)
        let provisional: GroupContext
        if let path = commit.path {
            let steps = try mergePath(path)
            provisional = try transition.provisionalContext()
            try validateTree()
            if !removesSelf {
                keys.prune(to: applied.tree)
                let secrets = try keys.open(
                    path, steps: steps, joiners: joiners, context: provisional, algorithms)
                keys.prune(to: transition.tree)
                keys.adopt(secrets.steps)
                commitSecret = secrets.commitSecret
            }
        } else {
            provisional = try transition.provisionalContext()
            try validateTree()
        }
        if removesSelf { return staged(context: provisional, next: nil) }
        let inputs = EpochTransition.Inputs(
            initSecret: try initSecret(), commitSecret: commitSecret,
            pskSecret: try group.preSharedKeys.pskSecret(
                for: list.preSharedKeyIDs, algorithms),
            privateKeys: keys)
        let (state, _) = transition.finish(message, provisional: provisional, inputs)
        guard let tag = message.auth.confirmationTag,
            algorithms.hash.verifies(
                mac: tag, of: state.context.confirmedTranscriptHash,
                key: state.secrets.confirmationKey)
        else { throw MLSError(.confirmationTag) }
        return staged(
            context: state.context, next: NextEpoch(state: state, signatureKey: signatureKey))
    }

    /// The members that a path is not encrypted to because they learn it from their Welcome.
    private var joiners: Set<LeafIndex> {
        Set(applied.added.map(\.index)).subtracting([committer])
    }

    /// This member's keys, with those of its own update if that is committed.
    private func ownKeys() throws(MLSError) -> (TreePrivateKeys, SignaturePrivateKey) {
        var keys = group.state.privateKeys
        guard let own = list.updates.first(where: { $0.index == group.ownIndex }) else {
            return (keys, group.signatureKey)
        }
        guard
            let update = group.pendingUpdates.first(where: {
                $0.encryptionKey == own.leaf.encryptionKey
            })
        else { throw MLSError(.unknownProposal) }
        keys.setLeafKey(update.leafKey)
        return (
            keys,
            try SignaturePrivateKey(algorithms.suite, secret: update.signatureSecret)
        )
    }

    /// Validates a path and puts it into the tree; returns the steps it was encrypted for.
    private mutating func mergePath(
        _ path: UpdatePath
    ) throws(MLSError) -> [RatchetTree.PathStep] {
        var replaced: LeafNode?
        if message.content.sender == .newMemberCommit {
            let index = transition.tree.add(path.leafNode)
            committer = index
            applied.added.append(Member(index: index, leafNode: path.leafNode))
            try checkResync(path.leafNode)
        } else {
            replaced = transition.tree[leaf: committer]
        }
        try LeafChecker(
            algorithms: algorithms, groupID: group.groupID, extensions: applied.extensions,
            now: group.configuration.receivedNow, configuration: group.configuration
        ).checkPath(path.leafNode, at: committer, replacing: replaced)
        try checkKeysAreFresh(path)
        let steps = transition.tree.filteredDirectPath(of: committer)
        try transition.tree.merge(path, of: committer, steps: steps, algorithms.hash)
        return steps
    }

    /// A joiner that removes somebody must be that somebody, come back (section 12.2).
    private func checkResync(_ leaf: LeafNode) throws(MLSError) {
        guard let old = applied.removed.first?.leafNode else { return }
        guard
            group.configuration.credentials.accepts(
                leaf.credential, replacing: old.credential)
        else { throw MLSError(.externalCommitRemove) }
    }

    /// No key of the path stands anywhere in the tree already (section 12.4.2).
    private func checkKeysAreFresh(_ path: UpdatePath) throws(MLSError) {
        let keys = [path.leafNode.encryptionKey] + path.nodes.map(\.encryptionKey)
        let fresh = PublicKeySet(keys)
        guard fresh.count == keys.count else { throw MLSError(.updatePathKeyReused) }
        for node in path.nodes where !algorithms.kem.accepts(publicKey: node.encryptionKey) {
            throw MLSError(.malformedKey)
        }
        for node in applied.tree.nodes {
            if let key = node.encryptionKey, fresh.contains(key) {
                throw MLSError(.updatePathKeyReused)
            }
        }
    }

    private func validateTree() throws(MLSError) {
        try transition.tree.validateKeysAreUnique()
        try transition.tree.validateCredentialTypes()
    }

    private func initSecret() throws(MLSError) -> Secret {
        guard let kemOutput = list.externalInits.first else {
            return group.state.secrets.initSecret
        }
        let keyPair = try group.state.secrets.externalKeyPair(algorithms)
        return try algorithms.hpkeReceiveExport(
            kemOutput: kemOutput, with: keyPair.privateKey,
            label: "MLS 1.0 external init secret")
    }

    private func staged(context: GroupContext, next: NextEpoch?) -> StagedCommit {
        StagedCommit(
            committer: message.content.sender, committerIndex: committer, list: list,
            applied: applied, hasPath: commit.path != nil, context: context,
            tree: transition.tree, authenticatedData: message.content.authenticatedData,
            next: next, parent: group.state.confirmationTag)
    }
}
