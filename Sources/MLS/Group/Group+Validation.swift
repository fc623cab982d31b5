extension Group {
    /// Decrypts a message and verifies who sent it (RFC 9420, section 6).
    ///
    /// The key of an encrypted message is gone from the state when this returns. Throws, among
    /// others, ``MLSError/Code/ownMessage`` for what this member encrypted itself.
    public mutating func validate(
        _ unverified: UnverifiedMessage
    ) throws(MLSError) -> ValidatedMessage {
        guard status != .removed else { throw MLSError(.removedFromGroup) }
        guard unverified.groupID == groupID else { throw MLSError(.wrongGroup) }
        switch unverified.message.body {
        case .publicMessage(let message): return try validate(message)
        case .privateMessage(let message): return try validate(message)
        case .welcome, .groupInfo, .keyPackage: throw MLSError(.unsupportedWireFormat)
        }
    }

    private func validate(_ message: PublicMessage) throws(MLSError) -> ValidatedMessage {
        guard message.content.epoch == epoch else { throw MLSError(.wrongEpoch) }
        let authenticated = message.authenticated
        guard authenticated.content.contentType != .application else {
            throw MLSError(.unencryptedApplicationData)
        }
        if message.content.sender.memberIndex != nil {
            guard let tag = message.membershipTag,
                authenticated.hasValidMembershipTag(
                    tag, context: state.context, key: state.secrets.membershipKey, algorithms)
            else { throw MLSError(.membershipTag) }
        }
        let key = try senderKey(of: authenticated.content)
        guard
            authenticated.hasValidSignature(
                context: state.context, publicKey: key, algorithms)
        else { throw MLSError(.messageSignature) }
        return ValidatedMessage(authenticated: authenticated, generation: nil, credential: nil)
    }

    /// The key that a public message has to be signed with.
    private func senderKey(of content: FramedContent) throws(MLSError) -> [UInt8] {
        switch (content.sender, content.body) {
        case (.member(let index), _):
            guard let leaf = state.tree[leaf: index] else { throw MLSError(.unknownSender) }
            return leaf.signatureKey
        case (.external(let index), .proposal(let proposal)):
            let senders = try extensions.content(of: .externalSenders, as: ExternalSenders.self)
            guard let senders, Int(index) < senders.senders.count else {
                throw MLSError(.unknownExternalSender)
            }
            try Self.requireExternal(proposal)
            return senders.senders[Int(index)].signatureKey
        case (.newMemberProposal, .proposal(.add(let package))):
            return package.leafNode.signatureKey
        case (.newMemberProposal, .proposal):
            throw MLSError(.externalProposalType)
        case (.newMemberCommit, .commit(let commit)):
            guard let path = commit.path else { throw MLSError(.externalCommitPath) }
            return path.leafNode.signatureKey
        default:
            throw MLSError(.senderType)
        }
    }

    /// What external senders may propose (RFC 9420, section 12.1.8).
    private static func requireExternal(_ proposal: Proposal) throws(MLSError) {
        switch proposal {
        case .add, .remove, .preSharedKey, .reInit, .groupContextExtensions, .custom: return
        case .update, .externalInit: throw MLSError(.externalProposalType)
        }
    }

    private mutating func validate(
        _ message: PrivateMessage
    ) throws(MLSError) -> ValidatedMessage {
        if message.epoch == epoch {
            let tree = state.tree
            return try Self.open(
                message, context: state.context, secret: state.secrets.senderDataSecret,
                tree: &state.secretTree, own: ownIndex,
                sender: { index in
                    tree[leaf: index].map {
                        PastEpoch.Sender($0.signatureKey, $0.credential)
                    }
                }, window: configuration.window, algorithms)
        }
        guard message.contentType == .application,
            let place = pastEpochs.firstIndex(where: { $0.context.epoch == message.epoch })
        else { throw MLSError(.wrongEpoch) }
        let past = pastEpochs[place]
        return try Self.open(
            message, context: past.context, secret: past.senderDataSecret,
            tree: &pastEpochs[place].secretTree, own: ownIndex,
            sender: { past.senders[$0] }, window: configuration.window, algorithms)
    }

    private static func open(
        _ message: PrivateMessage, context: GroupContext, secret: Secret,
        tree: inout SecretTree, own: LeafIndex,
        sender lookUp: (LeafIndex) -> PastEpoch.Sender?, window: HashRatchet.Window,
        _ algorithms: Algorithms
    ) throws(MLSError) -> ValidatedMessage {
        let senderData = try message.openSenderData(secret: secret, algorithms)
        guard senderData.leafIndex != own else { throw MLSError(.ownMessage) }
        guard let sender = lookUp(senderData.leafIndex) else {
            throw MLSError(.unknownSender)
        }
        return try tree.withKey(
            of: senderData.leafIndex, message.contentType,
            generation: senderData.generation, window: window, algorithms
        ) { (key) throws(MLSError) in
            let content = try message.open(key: key, senderData: senderData, algorithms)
            guard
                content.hasValidSignature(
                    context: context, publicKey: sender.signatureKey, algorithms)
            else { throw MLSError(.messageSignature) }
            return ValidatedMessage(
                authenticated: content, generation: senderData.generation,
                credential: sender.credential)
        }
    }
}
