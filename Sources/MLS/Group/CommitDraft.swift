/// A commit in the making, RFC 9420 section 12.4.1.
struct CommitDraft {
    /// A signed commit and the epoch that it leads to.
    struct Finished {
        let message: AuthenticatedContent
        let state: EpochState
        let schedule: KeySchedule
    }

    private let group: Group
    private let algorithms: Algorithms
    private let options: CommitOptions
    private let entries: [ProposalOrRef]
    private let list: ProposalList
    private var applied: AppliedProposals
    private var transition: EpochTransition
    private var provisional: GroupContext
    private var path: UpdatePath?
    private var secrets: PathSecrets?
    private var privateKeys: TreePrivateKeys
    private var signatureKey: SignaturePrivateKey

    init(
        group: Group, proposals: [Proposal], options: CommitOptions, isFounding: Bool
    ) throws(MLSError) {
        self.group = group
        self.options = options
        algorithms = group.algorithms
        let committer = Sender.member(group.ownIndex)
        var choice = CommittableProposals(group, with: proposals)
        let received = options.includesReceivedProposals ? choice.select() : []
        entries =
            received.map { .reference($0.received.reference) }
            + proposals.map { .proposal($0) }
        list = try ProposalList(
            Commit(proposals: entries, path: nil), committer: committer, known: received)
        try list.validate(
            in: ProposalList.Setting(
                algorithms: algorithms, tree: group.state.tree, committer: committer,
                isFounding: isFounding))
        applied = try list.apply(
            to: group.state.tree, of: group.state.context,
            configuration: group.configuration,
            now: group.configuration.now?(), algorithms)
        transition = EpochTransition(
            algorithms: algorithms, old: group.state.context,
            interimTranscriptHash: group.state.interimTranscriptHash, tree: applied.tree,
            extensions: applied.extensions)
        provisional = group.state.context
        privateKeys = group.state.privateKeys
        signatureKey = options.leafNodeChange?.signatureKey ?? group.signatureKey
    }

    /// Makes fresh keys for the committer's path if they are required or wanted.
    mutating func makePath() throws(MLSError) {
        let wanted =
            list.requiresPath || options.forcesPath || options.leafNodeChange != nil
        guard wanted else {
            provisional = try transition.provisionalContext()
            try validateTree()
            return
        }
        guard signatureKey.cipherSuite == algorithms.suite else {
            throw MLSError(.unsupportedCipherSuite)
        }
        let maker = RatchetTree.PathMaker(
            algorithms: algorithms, random: group.configuration.random,
            signatureKey: signatureKey, groupID: group.groupID,
            change: options.leafNodeChange ?? LeafNodeChange())
        let oldLeaf = try group.ownLeaf()
        let prepared = try transition.tree.preparePath(
            for: group.ownIndex, from: oldLeaf, maker)
        try LeafChecker(
            algorithms: algorithms, groupID: group.groupID, extensions: applied.extensions,
            now: group.configuration.now?(), configuration: group.configuration
        ).checkPath(prepared.leafNode, at: group.ownIndex, replacing: oldLeaf)
        provisional = try transition.provisionalContext()
        path = try prepared.encrypt(
            in: applied.tree, context: provisional,
            excluding: Set(applied.added.map(\.index)), algorithms)
        secrets = prepared.secrets
        privateKeys.setLeafKey(prepared.leafKey.privateKey)
        privateKeys.prune(to: transition.tree)
        privateKeys.adopt(prepared.secrets.steps)
        try validateTree()
    }

    private func validateTree() throws(MLSError) {
        try transition.tree.validateKeysAreUnique()
        try transition.tree.validateCredentialTypes()
    }

    /// Signs the commit in the old epoch, with the old key.
    func sign() throws(MLSError) -> AuthenticatedContent {
        let content = FramedContent(
            groupID: group.groupID, epoch: group.epoch, sender: .member(group.ownIndex),
            authenticatedData: options.authenticatedData,
            body: .commit(Commit(proposals: entries, path: path)))
        return try AuthenticatedContent(
            signing: content, wireFormat: group.configuration.handshakeWireFormat,
            context: group.state.context, key: group.signatureKey)
    }

    /// Derives the new epoch and confirms it.
    func finish(_ message: AuthenticatedContent) throws(MLSError) -> Finished {
        let zero = Secret.zero(count: algorithms.hashByteCount)
        let inputs = EpochTransition.Inputs(
            initSecret: group.state.secrets.initSecret,
            commitSecret: secrets?.commitSecret ?? zero,
            pskSecret: try group.preSharedKeys.pskSecret(
                for: list.preSharedKeyIDs, algorithms),
            privateKeys: privateKeys)
        let (state, schedule) = transition.finish(message, provisional: provisional, inputs)
        var confirmed = message
        confirmed.auth.confirmationTag = state.confirmationTag
        return Finished(message: confirmed, state: state, schedule: schedule)
    }

    func staged(_ finished: Finished) -> StagedCommit {
        StagedCommit(
            committer: .member(group.ownIndex), committerIndex: group.ownIndex, list: list,
            applied: applied, hasPath: path != nil, context: finished.state.context,
            tree: finished.state.tree, authenticatedData: options.authenticatedData,
            next: NextEpoch(
                state: finished.state,
                signatureKey: path == nil ? group.signatureKey : signatureKey),
            parent: group.state.confirmationTag)
    }

    /// The Welcome for all members that are added, RFC 9420 section 12.4.3.1.
    func welcome(_ finished: Finished) throws(MLSError) -> [UInt8]? {
        let packages = list.adds
        guard !packages.isEmpty else { return nil }
        let info = try groupInfo(
            finished, tree: options.includesRatchetTree,
            externalPub: options.includesExternalPub)
        let (key, nonce) = finished.schedule.welcomeKey
        let encryptedInfo = try algorithms.aead.seal(
            info.encoded, key: key, nonce: nonce, authenticating: [])
        var entries: [EncryptedGroupSecrets] = []
        for (package, member) in zip(packages, applied.added) {
            let step = secrets?.steps.first {
                TreeMath.isBelow(member.index.node, $0.node)
            }
            let groupSecrets = GroupSecrets(
                joinerSecret: finished.schedule.joinerSecret, pathSecret: step?.pathSecret,
                psks: list.preSharedKeyIDs)
            var encoded = groupSecrets.encoded
            let encrypted = try algorithms.encrypt(
                Secret(erasing: &encoded), to: package.initKey, label: "Welcome",
                context: encryptedInfo)
            entries.append(
                EncryptedGroupSecrets(
                    newMember: try package.reference(), encryptedGroupSecrets: encrypted))
        }
        let welcome = Welcome(
            cipherSuite: algorithms.suite, secrets: entries, encryptedGroupInfo: encryptedInfo)
        return MLSMessage(.welcome(welcome)).encoded
    }

    /// The GroupInfo for external joiners, if asked for.
    func groupInfo(_ finished: Finished) throws(MLSError) -> [UInt8]? {
        guard options.makesGroupInfo else { return nil }
        let info = try groupInfo(
            finished, tree: options.includesRatchetTree, externalPub: true)
        return MLSMessage(.groupInfo(info)).encoded
    }

    private func groupInfo(
        _ finished: Finished, tree: Bool, externalPub: Bool
    ) throws(MLSError) -> GroupInfo {
        try finished.state.groupInfo(
            signer: group.ownIndex, key: path == nil ? group.signatureKey : signatureKey,
            includesTree: tree, includesExternalPub: externalPub, algorithms)
    }
}

extension StagedCommit {
    init(
        committer: Sender, committerIndex: LeafIndex, list: ProposalList,
        applied: AppliedProposals, hasPath: Bool, context: GroupContext, tree: RatchetTree,
        authenticatedData: [UInt8], next: NextEpoch?, parent: [UInt8]
    ) {
        self.init(
            committer: committer, committerIndex: committerIndex, epoch: context.epoch,
            proposals: list.items, added: applied.added, removed: applied.removed,
            updated: applied.updated, hasPath: hasPath, reInit: list.reInits.first,
            groupContext: context, authenticatedData: authenticatedData, tree: tree,
            next: next, parent: parent)
    }
}

extension EpochState {
    /// A signed snapshot of this epoch (RFC 9420, section 12.4.3).
    func groupInfo(
        signer: LeafIndex, key: SignaturePrivateKey, includesTree: Bool,
        includesExternalPub: Bool, _ algorithms: Algorithms
    ) throws(MLSError) -> GroupInfo {
        var extensions: [Extension] = []
        if includesTree { extensions.append(Extension(.ratchetTree, tree)) }
        if includesExternalPub {
            let keyPair = try secrets.externalKeyPair(algorithms)
            extensions.append(
                Extension(.externalPub, ExternalPub(externalPub: keyPair.publicKey)))
        }
        return try GroupInfo(
            groupContext: context, extensions: extensions, confirmationTag: confirmationTag,
            signer: signer, key: key)
    }
}
