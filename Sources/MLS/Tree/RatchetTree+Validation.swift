extension RatchetTree {
    /// The rules of RFC 9420, section 12.4.3.1, that concern inner nodes.
    package func validateParents(_ hash: HashAlgorithm) throws(MLSError) {
        try validateUnmergedLeaves()
        try validateKeysAreUnique()
        guard hasValidParentHashes(hash) else { throw MLSError(.parentHash) }
    }

    /// No encryption key stands in two nodes, and no signature key in two leaves.
    package func validateKeysAreUnique() throws(MLSError) {
        var encryptionKeys = PublicKeySet(minimumCapacity: nodes.count)
        var signatureKeys = PublicKeySet(minimumCapacity: leafCount)
        for node in nodes {
            switch node {
            case .blank:
                continue
            case .leaf(let leaf):
                guard signatureKeys.insert(leaf.signatureKey) else {
                    throw MLSError(.duplicateSignatureKey)
                }
                guard encryptionKeys.insert(leaf.encryptionKey) else {
                    throw MLSError(.duplicateEncryptionKey)
                }
            case .parent(let parent):
                guard encryptionKeys.insert(parent.encryptionKey) else {
                    throw MLSError(.duplicateEncryptionKey)
                }
            }
        }
    }

    /// Every kind of credential in use is supported by every member (section 7.3).
    package func validateCredentialTypes() throws(MLSError) {
        var used: Set<CredentialType> = []
        for case .leaf(let leaf) in nodes { used.insert(leaf.credential.type) }
        for case .leaf(let leaf) in nodes {
            for type in used where !leaf.capabilities.credentials.contains(type) {
                throw MLSError(.credentialTypeNotShared)
            }
        }
    }

    private func validateUnmergedLeaves() throws(MLSError) {
        for (node, value) in nodes.enumerated() {
            guard let parent = value.parent else { continue }
            for unmerged in parent.unmergedLeaves
            where !isUnmerged(unmerged, under: node) { throw MLSError(.unmergedLeaves) }
        }
    }

    /// Whether a populated leaf below `node` is listed by every populated node in between.
    private func isUnmerged(_ leaf: LeafIndex, under node: Int) -> Bool {
        guard leaf.node < nodes.count, TreeMath.isBelow(leaf.node, node),
            nodes[leaf.node].leaf != nil
        else { return false }
        var ancestor = TreeMath.parent(leaf.node)
        while ancestor != node {
            if let parent = nodes[ancestor].parent, !parent.listsAsUnmerged(leaf) {
                return false
            }
            ancestor = TreeMath.parent(ancestor)
        }
        return true
    }
}
