extension Group {
    /// How somebody joins by an external commit.
    public struct ExternalJoinOptions: Sendable {
        /// The old appearance of this client, to be removed by the same commit.
        public var removing: LeafIndex?
        /// Pre-shared keys to be mixed in, from those handed over.
        public var preSharedKeys: [PreSharedKeyID.Kind] = []
        /// What the new leaf supports.
        public var capabilities = Capabilities()
        /// The new leaf's extensions.
        public var leafExtensions: [Extension] = []
        /// Bytes that are authenticated along with the commit.
        public var authenticatedData: [UInt8] = []

        /// Creates the default options.
        public init() {}
    }

    /// Joins a group by an external commit (RFC 9420, section 12.4.3.2).
    ///
    /// `groupInfo` is an MLSMessage with the group's external key; `ratchetTree` is needed where
    /// it does not carry the tree. Returns the group in its new epoch and the commit, an
    /// MLSMessage; the group is of use once the delivery service has accepted the commit.
    public static func externalJoin(
        groupInfo: [UInt8], ratchetTree: [UInt8]? = nil, credential: Credential,
        signatureKey: SignaturePrivateKey, options: ExternalJoinOptions = ExternalJoinOptions(),
        preSharedKeys: PreSharedKeys = PreSharedKeys(),
        configuration: GroupConfiguration = GroupConfiguration()
    ) throws(MLSError) -> (group: Group, commit: [UInt8]) {
        guard case .groupInfo(let info) = try MLSMessage(encoded: groupInfo).body else {
            throw MLSError(.unsupportedWireFormat)
        }
        let joining = try ExternalJoining(
            info: info, ratchetTree: ratchetTree, credential: credential,
            signatureKey: signatureKey, options: options, preSharedKeys: preSharedKeys,
            configuration: configuration)
        return try joining.join()
    }
}

/// An external commit in the making.
private struct ExternalJoining {
    let info: GroupInfo
    let tree: RatchetTree
    let algorithms: Algorithms
    let credential: Credential
    let signatureKey: SignaturePrivateKey
    let options: Group.ExternalJoinOptions
    let preSharedKeys: PreSharedKeys
    let configuration: GroupConfiguration

    init(
        info: GroupInfo, ratchetTree: [UInt8]?, credential: Credential,
        signatureKey: SignaturePrivateKey, options: Group.ExternalJoinOptions,
        preSharedKeys: PreSharedKeys, configuration: GroupConfiguration
    ) throws(MLSError) {
        guard info.groupContext.version == .mls10 else { throw MLSError(.unsupportedVersion) }
        algorithms = try info.groupContext.cipherSuite.required()
        guard signatureKey.cipherSuite == algorithms.suite else {
            throw MLSError(.unsupportedCipherSuite)
        }
        tree = try info.validatedTree(
            apart: ratchetTree, configuration: configuration, algorithms)
        self.info = info
        self.credential = credential
        self.signatureKey = signatureKey
        self.options = options
        self.preSharedKeys = preSharedKeys
        self.configuration = configuration
    }

    func join() throws(MLSError) -> (group: Group, commit: [UInt8]) {
        let context = info.groupContext
        guard
            let externalPub = try info.extensions.content(
                of: .externalPub, as: ExternalPub.self)
        else { throw MLSError(.missingExternalPub) }
        let (kemOutput, initSecret) = try algorithms.hpkeSendExport(
            to: externalPub.externalPub, label: "MLS 1.0 external init secret")
        let proposals = proposals(kemOutput)
        let list = ProposalList(
            proposals.map {
                ReceivedProposal(reference: [], sender: .newMemberCommit, proposal: $0)
            })
        try list.validate(
            in: ProposalList.Setting(
                algorithms: algorithms, tree: tree, committer: .newMemberCommit,
                isFounding: false))
        let applied = try list.apply(
            to: tree, of: context, configuration: configuration, now: configuration.now?(),
            algorithms)
        var transition = EpochTransition(
            algorithms: algorithms, old: context,
            interimTranscriptHash: TranscriptHash.interim(
                confirmed: context.confirmedTranscriptHash,
                confirmationTag: info.confirmationTag, algorithms.hash),
            tree: applied.tree, extensions: applied.extensions)
        let (index, prepared) = try makePath(in: &transition.tree)
        let provisional = try transition.provisionalContext()
        try transition.tree.validateKeysAreUnique()
        try transition.tree.validateCredentialTypes()
        let path = try prepared.encrypt(
            in: applied.tree, context: provisional, excluding: [], algorithms)
        let message = try sign(Commit(proposals: proposals.map { .proposal($0) }, path: path))
        var privateKeys = TreePrivateKeys(
            index: index, leafKey: prepared.leafKey.privateKey)
        privateKeys.adopt(prepared.secrets.steps)
        let inputs = EpochTransition.Inputs(
            initSecret: initSecret, commitSecret: prepared.secrets.commitSecret,
            pskSecret: try preSharedKeys.pskSecret(for: list.preSharedKeyIDs, algorithms),
            privateKeys: privateKeys)
        let (state, _) = transition.finish(message, provisional: provisional, inputs)
        var confirmed = message
        confirmed.auth.confirmationTag = state.confirmationTag
        let group = Group(
            algorithms, state: state, signatureKey: signatureKey,
            preSharedKeys: preSharedKeys, configuration: configuration)
        let wire = MLSMessage(.publicMessage(PublicMessage(confirmed, membershipTag: nil)))
        return (group, wire.encoded)
    }

    private func proposals(_ kemOutput: [UInt8]) -> [Proposal] {
        var proposals: [Proposal] = [.externalInit(kemOutput: kemOutput)]
        if let removing = options.removing { proposals.append(.remove(removing)) }
        for kind in options.preSharedKeys {
            let nonce = configuration.random.bytes(count: algorithms.hashByteCount)
            proposals.append(.preSharedKey(PreSharedKeyID(kind: kind, nonce: nonce)))
        }
        return proposals
    }

    /// Takes the leftmost blank leaf and derives a path from there.
    private func makePath(
        in tree: inout RatchetTree
    ) throws(MLSError) -> (LeafIndex, PreparedPath) {
        let placeholder = try LeafNode(
            encryptionKey: [], signatureKey: signatureKey, credential: credential,
            capabilities: options.capabilities, source: .keyPackage(.unlimited),
            extensions: options.leafExtensions, place: nil)
        let index = tree.add(placeholder)
        let prepared = try tree.preparePath(
            for: index, from: placeholder,
            RatchetTree.PathMaker(
                algorithms: algorithms, random: configuration.random,
                signatureKey: signatureKey, groupID: info.groupContext.groupID,
                change: LeafNodeChange()))
        try LeafChecker(
            algorithms: algorithms, groupID: info.groupContext.groupID,
            extensions: info.groupContext.extensions, now: configuration.now?(),
            configuration: configuration
        ).checkPath(prepared.leafNode, at: index, replacing: nil)
        return (index, prepared)
    }

    private func sign(_ commit: Commit) throws(MLSError) -> AuthenticatedContent {
        let context = info.groupContext
        return try AuthenticatedContent(
            signing: FramedContent(
                groupID: context.groupID, epoch: context.epoch, sender: .newMemberCommit,
                authenticatedData: options.authenticatedData, body: .commit(commit)),
            wireFormat: .publicMessage, context: context, key: signatureKey)
    }
}
