extension Group {
    /// Sends a proposal for somebody to commit, and remembers it (RFC 9420, section 12.1).
    ///
    /// Returns an MLSMessage. For an update use ``proposeUpdate(_:authenticatedData:)``.
    public mutating func propose(
        _ proposal: Proposal, authenticatedData: [UInt8] = []
    ) throws(MLSError) -> [UInt8] {
        try requireActive()
        try validateOutgoing(proposal)
        return try send(proposal, authenticatedData)
    }

    /// Proposes fresh keys, and maybe other changes, for this member's own leaf.
    public mutating func proposeUpdate(
        _ change: LeafNodeChange = LeafNodeChange(), authenticatedData: [UInt8] = []
    ) throws(MLSError) -> [UInt8] {
        try requireActive()
        let key = change.signatureKey ?? signatureKey
        guard key.cipherSuite == cipherSuite else { throw MLSError(.unsupportedCipherSuite) }
        let leafKey = try algorithms.kem.generate(random: configuration.random)
        let old = try ownLeaf()
        let leaf = try old.replacing(
            encryptionKey: leafKey.publicKey, source: .update, change: change,
            signatureKey: key, place: LeafNode.Place(groupID: groupID, index: ownIndex))
        try leafChecker(now: configuration.now?()).checkUpdate(
            leaf, at: ownIndex, replacing: old)
        var copy = self
        copy.pendingUpdates.append(
            PendingUpdate(
                encryptionKey: leafKey.publicKey, leafKey: leafKey.privateKey,
                signatureSecret: key.secret))
        let bytes = try copy.send(.update(leaf), authenticatedData)
        self = copy
        return bytes
    }

    /// A proposal of a pre-shared key that this member holds, with a fresh nonce.
    public func preSharedKeyProposal(_ kind: PreSharedKeyID.Kind) -> Proposal {
        .preSharedKey(
            PreSharedKeyID(
                kind: kind, nonce: configuration.random.bytes(count: algorithms.hashByteCount)))
    }

    /// Forgets the proposals received in this epoch.
    public mutating func clearPendingProposals() {
        proposals = []
    }

    /// Forgets one proposal of this epoch, which is named by its reference.
    ///
    /// Returns whether there was one. A commit of somebody else that refers to it can then not be
    /// processed any more.
    @discardableResult
    public mutating func clearPendingProposal(_ reference: [UInt8]) -> Bool {
        let count = proposals.count
        proposals.removeAll { $0.received.reference == reference }
        return proposals.count < count
    }

    func leafChecker(now: UInt64?) -> LeafChecker {
        LeafChecker(
            algorithms: algorithms, groupID: groupID, extensions: extensions, now: now,
            configuration: configuration)
    }

    private mutating func send(
        _ proposal: Proposal, _ authenticatedData: [UInt8]
    ) throws(MLSError) -> [UInt8] {
        let content = FramedContent(
            groupID: groupID, epoch: epoch, sender: .member(ownIndex),
            authenticatedData: authenticatedData, body: .proposal(proposal))
        let message = try AuthenticatedContent(
            signing: content, wireFormat: configuration.handshakeWireFormat,
            context: state.context, key: signatureKey)
        let bytes = try protect(message)
        remember(
            ReceivedProposal(
                reference: message.proposalReference(algorithms),
                sender: .member(ownIndex), proposal: proposal))
        return bytes
    }

    private func validateOutgoing(_ proposal: Proposal) throws(MLSError) {
        if case .update = proposal { throw MLSError(.updateNotFromMember) }
        try validateAlone(proposal, from: .member(ownIndex), now: configuration.now?())
    }

    /// The rules for a proposal by itself (RFC 9420, section 12.1).
    package func validateAlone(
        _ proposal: Proposal, from sender: Sender, now: UInt64?
    ) throws(MLSError) {
        switch proposal {
        case .add(let package):
            // Extensions of the context may change in the same commit, so that only the
            // package itself is judged here.
            guard package.cipherSuite == cipherSuite else {
                throw MLSError(.keyPackageVersionOrSuite)
            }
            try package.validate(
                lifetimeNow: now, now: configuration.now?(),
                credentials: configuration.credentials)
        case .update(let leaf):
            guard let index = sender.memberIndex else { throw MLSError(.updateNotFromMember) }
            try leafChecker(now: now).checkUpdate(
                leaf, at: index, replacing: state.tree[leaf: index])
        case .remove(let index):
            guard state.tree[leaf: index] != nil else { throw MLSError(.unknownLeaf) }
        case .preSharedKey(let id):
            guard id.nonce.count == algorithms.hashByteCount else {
                throw MLSError(.preSharedKeyNonce)
            }
            if let usage = id.usage, usage != .application {
                throw MLSError(.preSharedKeyUsage)
            }
        case .reInit(let reInit):
            guard reInit.version.rawValue >= ProtocolVersion.mls10.rawValue else {
                throw MLSError(.reInitVersion)
            }
        case .externalInit:
            throw MLSError(.externalInitFromMember)
        case .groupContextExtensions, .custom:
            break
        }
    }

    package mutating func remember(_ proposal: ReceivedProposal) {
        guard !proposals.contains(where: { $0.received.reference == proposal.reference }) else {
            return
        }
        proposals.append(CachedProposal(proposal))
    }
}
