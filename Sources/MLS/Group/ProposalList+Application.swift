/// The tree and context after a commit's proposals and before its path.
struct AppliedProposals: Sendable {
    var tree: RatchetTree
    let extensions: [Extension]
    var added: [Member] = []
    var removed: [Member] = []
    var updated: [LeafIndex] = []
}

extension ProposalList {
    /// Applies the proposals in the order of RFC 9420, section 12.3.
    func apply(
        to tree: RatchetTree, of context: GroupContext, configuration: GroupConfiguration,
        now: UInt64?, _ algorithms: Algorithms
    ) throws(MLSError) -> AppliedProposals {
        var applied = AppliedProposals(
            tree: tree,
            extensions: groupContextExtensions.first ?? context.extensions)
        let checker = LeafChecker(
            algorithms: algorithms, groupID: context.groupID,
            extensions: applied.extensions, now: now, configuration: configuration)
        for (index, leaf) in updates {
            try checker.checkUpdate(leaf, at: index, replacing: tree[leaf: index])
            applied.tree.update(index, to: leaf)
            applied.updated.append(index)
        }
        for index in removes {
            guard let leaf = tree[leaf: index] else { throw MLSError(.unknownLeaf) }
            applied.removed.append(Member(index: index, leafNode: leaf))
            applied.tree.remove(index)
        }
        for package in adds {
            try checker.checkAdd(package)
            let index = applied.tree.add(package.leafNode)
            applied.added.append(Member(index: index, leafNode: package.leafNode))
        }
        if !groupContextExtensions.isEmpty {
            try checker.checkExtensions(applied.tree)
        }
        return applied
    }
}

/// Validates the leaves that a commit brings (RFC 9420, section 7.3).
struct LeafChecker {
    let algorithms: Algorithms
    let groupID: [UInt8]
    let extensions: [Extension]
    /// The time that lifetimes are checked against, if any.
    let now: UInt64?
    let configuration: GroupConfiguration

    func checkAdd(_ package: KeyPackage) throws(MLSError) {
        guard package.cipherSuite == algorithms.suite else {
            throw MLSError(.keyPackageVersionOrSuite)
        }
        try package.validate(
            lifetimeNow: now, now: configuration.now?(),
            credentials: configuration.credentials)
        try package.leafNode.validate(against: extensions)
    }

    func checkUpdate(
        _ leaf: LeafNode, at index: LeafIndex, replacing old: LeafNode?
    ) throws(MLSError) {
        guard let old else { throw MLSError(.unknownLeaf) }
        guard case .update = leaf.source else { throw MLSError(.leafNodeSource) }
        guard leaf.encryptionKey != old.encryptionKey else {
            throw MLSError(.updatePathKeyReused)
        }
        try check(leaf, at: index)
        try checkSuccession(leaf, old)
    }

    func checkPath(
        _ leaf: LeafNode, at index: LeafIndex, replacing old: LeafNode?
    ) throws(MLSError) {
        guard case .commit = leaf.source else { throw MLSError(.leafNodeSource) }
        try check(leaf, at: index)
        guard let old else { return }
        guard leaf.encryptionKey != old.encryptionKey else {
            throw MLSError(.updatePathKeyReused)
        }
        try checkSuccession(leaf, old)
    }

    private func check(_ leaf: LeafNode, at index: LeafIndex) throws(MLSError) {
        try leaf.validateAlone(
            algorithms, place: LeafNode.Place(groupID: groupID, index: index),
            lifetimeNow: now, now: configuration.now?(),
            credentials: configuration.credentials)
        try leaf.validate(against: extensions)
    }

    private func checkSuccession(_ leaf: LeafNode, _ old: LeafNode) throws(MLSError) {
        guard configuration.credentials.accepts(leaf.credential, replacing: old.credential)
        else { throw MLSError(.credentialRejected) }
    }

    /// Every member supports the new extensions (RFC 9420, section 12.1.7), and who may send from
    /// outside is who it claims to be (section 5.3.1).
    func checkExtensions(_ tree: RatchetTree) throws(MLSError) {
        try configuration.checkExternalSenders(extensions)
        for (_, leaf) in tree.members {
            do {
                try leaf.validate(against: extensions)
            } catch {
                throw MLSError(
                    error.code == .malformedExtension
                        ? .malformedExtension : .unsupportedGroupExtension)
            }
        }
    }
}

extension GroupConfiguration {
    /// The credentials of external senders are accepted.
    func checkExternalSenders(_ extensions: [Extension]) throws(MLSError) {
        let senders = try extensions.content(of: .externalSenders, as: ExternalSenders.self)
        for sender in senders?.senders ?? []
        where !credentials.accepts(
            sender.credential, signatureKey: sender.signatureKey, now: now?())
        {
            throw MLSError(.credentialRejected)
        }
    }
}
