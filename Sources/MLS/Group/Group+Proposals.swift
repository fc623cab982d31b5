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

    /// The received proposals that can be committed together (RFC 9420, section 12.2).
    ///
    /// Own updates become part of the path instead; a remove is preferred to an update, a later
    /// update to an earlier one, and anything to a re-initialisation.
    package func committable(with own: [Proposal]) -> [CachedProposal] {
        var chosen: [CachedProposal] = []
        let ownList = ProposalList(
            own.map {
                ReceivedProposal(reference: [], sender: .member(ownIndex), proposal: $0)
            })
        var touched: Set<LeafIndex> = Set(ownList.removes + [ownIndex])
        var addedKeys = Set(ownList.adds.map(\.leafNode.signatureKey))
        var hasExtensions = !ownList.groupContextExtensions.isEmpty
        var preSharedKeys = Set(ownList.preSharedKeyIDs)
        let removals = proposals.filter {
            if case .remove = $0.received.proposal { true } else { false }
        }
        let leaving = ProposalList(removals.map(\.received)).removes + ownList.removes
        let context = ownList.groupContextExtensions.first ?? extensions
        let others = proposals.filter {
            if case .remove = $0.received.proposal { return false }
            return isCommittable($0.received, leaving: Set(leaving), context)
        }
        for cached in removals + others.reversed() {
            switch cached.received.proposal {
            case .remove(let index):
                if touched.insert(index).inserted { chosen.append(cached) }
            case .update:
                if let index = cached.received.sender.memberIndex,
                    touched.insert(index).inserted
                {
                    chosen.append(cached)
                }
            case .add(let package):
                if addedKeys.insert(package.leafNode.signatureKey).inserted {
                    chosen.append(cached)
                }
            case .groupContextExtensions:
                if !hasExtensions { chosen.append(cached) }
                hasExtensions = true
            case .preSharedKey(let id):
                if preSharedKeys.insert(id).inserted { chosen.append(cached) }
            case .custom:
                chosen.append(cached)
            case .reInit, .externalInit:
                break
            }
        }
        if chosen.isEmpty, own.isEmpty {
            chosen = proposals.filter {
                if case .reInit = $0.received.proposal { true } else { false }
            }.suffix(1)
        }
        // Back to the order in which they arrived.
        let references = Set(chosen.map(\.received.reference))
        return proposals.filter { references.contains($0.received.reference) }
    }

    /// Whether a received proposal can be committed in this epoch at all.
    ///
    /// Without this one member's proposal that nobody can commit would spoil everybody's commits.
    private func isCommittable(
        _ received: ReceivedProposal, leaving: Set<LeafIndex>, _ context: [Extension]
    ) -> Bool {
        let others = state.tree.members.filter { !leaving.contains($0.index) }
        switch received.proposal {
        case .add(let package):
            let leaf = package.leafNode
            return isUsable(leaf, among: others.map(\.leaf), context)
        case .update(let leaf):
            let rest = others.filter { $0.index != received.sender.memberIndex }
            return isUsable(leaf, among: rest.map(\.leaf), context)
        case .groupContextExtensions(let list):
            return others.allSatisfy { (try? $0.leaf.validate(against: list)) != nil }
        case .preSharedKey(let id):
            return preSharedKeys[id.kind] != nil
        case .custom(let type, _):
            return others.allSatisfy { $0.leaf.capabilities.supports(type) }
        case .remove, .reInit, .externalInit:
            return true
        }
    }

    private func isUsable(
        _ leaf: LeafNode, among others: [LeafNode], _ context: [Extension]
    ) -> Bool {
        guard (try? leaf.validate(against: context)) != nil else { return false }
        return others.allSatisfy { other in
            other.signatureKey != leaf.signatureKey
                && other.encryptionKey != leaf.encryptionKey
                && other.capabilities.credentials.contains(leaf.credential.type)
                && leaf.capabilities.credentials.contains(other.credential.type)
        }
    }
}
