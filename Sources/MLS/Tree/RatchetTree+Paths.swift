/// A path that its committer has derived but not yet encrypted to anybody.
package struct PreparedPath: Sendable {
    package let leafNode: LeafNode
    package let leafKey: HPKEKeyPair
    package let secrets: PathSecrets
    package let steps: [RatchetTree.PathStep]
}

extension RatchetTree {
    /// What a path is made with.
    package struct PathMaker {
        package let algorithms: Algorithms
        package let random: RandomSource
        package let signatureKey: SignaturePrivateKey
        package let groupID: [UInt8]
        package let change: LeafNodeChange

        package init(
            algorithms: Algorithms, random: RandomSource, signatureKey: SignaturePrivateKey,
            groupID: [UInt8], change: LeafNodeChange
        ) {
            self.algorithms = algorithms
            self.random = random
            self.signatureKey = signatureKey
            self.groupID = groupID
            self.change = change
        }
    }

    /// Derives fresh keys for a member's path and puts them into the tree (section 7.5).
    package mutating func preparePath(
        for index: LeafIndex, from oldLeaf: LeafNode, _ maker: PathMaker
    ) throws(MLSError) -> PreparedPath {
        let algorithms = maker.algorithms
        let steps = filteredDirectPath(of: index)
        let first = maker.random.secret(count: algorithms.hashByteCount)
        let secrets = try PathSecrets(from: first, nodes: steps.map(\.node), algorithms)
        let leafKey = try algorithms.kem.generate(random: maker.random)
        let parentHash = merge(
            keys: secrets.steps.map(\.keyPair.publicKey), steps: steps, of: index,
            algorithms.hash)
        let leafNode = try oldLeaf.replacing(
            encryptionKey: leafKey.publicKey, source: .commit(parentHash: parentHash),
            change: maker.change, signatureKey: maker.signatureKey,
            place: LeafNode.Place(groupID: maker.groupID, index: index))
        set(index.node, to: .leaf(leafNode))
        return PreparedPath(
            leafNode: leafNode, leafKey: leafKey, secrets: secrets, steps: steps)
    }

    /// Puts another member's path into the tree; throws if it does not fit (section 12.4.2).
    package mutating func merge(
        _ path: UpdatePath, of index: LeafIndex, steps: [PathStep], _ hash: HashAlgorithm
    ) throws(MLSError) {
        guard path.nodes.count == steps.count else { throw MLSError(.updatePathLength) }
        let parentHash = merge(
            keys: path.nodes.map(\.encryptionKey), steps: steps, of: index, hash)
        guard path.leafNode.parentHash == parentHash else {
            throw MLSError(.updatePathParentHash)
        }
        set(index.node, to: .leaf(path.leafNode))
    }

    /// Replaces the nodes above a leaf; returns the parent hash that the leaf is to carry.
    private mutating func merge(
        keys: [[UInt8]], steps: [PathStep], of index: LeafIndex, _ hash: HashAlgorithm
    ) -> [UInt8] {
        blankPath(above: index)
        var parentHash: [UInt8] = []
        // From the root downwards, because each hash covers the one above.
        for (step, key) in zip(steps, keys).reversed() {
            let parent = ParentNode(
                encryptionKey: key, parentHash: parentHash, unmergedLeaves: [])
            set(step.node, to: .parent(parent))
            rehash(step.copath, hash)
            parentHash = self.parentHash(of: parent, sibling: step.copath, hash)
        }
        return parentHash
    }
}

extension PreparedPath {
    /// Encrypts each path secret to those who need it, except the members just added.
    package func encrypt(
        in tree: RatchetTree, context: GroupContext, excluding joiners: Set<LeafIndex>,
        _ algorithms: Algorithms
    ) throws(MLSError) -> UpdatePath {
        let info = context.encoded
        var nodes: [UpdatePathNode] = []
        for (step, secret) in zip(steps, secrets.steps) {
            var ciphertexts: [HPKECiphertext] = []
            for node in step.recipients(excluding: joiners) {
                guard let key = tree.nodes[node].encryptionKey else { continue }
                ciphertexts.append(
                    try algorithms.encrypt(
                        secret.pathSecret, to: key, label: "UpdatePathNode", context: info))
            }
            nodes.append(
                UpdatePathNode(
                    encryptionKey: secret.keyPair.publicKey, encryptedPathSecret: ciphertexts))
        }
        return UpdatePath(leafNode: leafNode, nodes: nodes)
    }
}

extension RatchetTree.PathStep {
    /// The nodes that the path secret is encrypted to.
    ///
    /// Members added by the same commit learn it from their Welcome, but they still count for
    /// whether the step is filtered out.
    package func recipients(excluding joiners: Set<LeafIndex>) -> [Int] {
        resolution.filter { node in
            !(TreeMath.isLeaf(node) && joiners.contains(LeafIndex(node / 2)))
        }
    }
}

extension TreePrivateKeys {
    /// Decrypts the path secret that is meant for this member, and derives what follows.
    ///
    /// `steps` is the committer's filtered direct path before the path was merged. A member that
    /// is unmerged below a populated node stands in the resolution itself, beside that node, so
    /// the first node whose key is held decides, not the first ancestor.
    package func open(
        _ path: UpdatePath, steps: [RatchetTree.PathStep], joiners: Set<LeafIndex>,
        context: GroupContext, _ algorithms: Algorithms
    ) throws(MLSError) -> PathSecrets {
        for (step, node) in zip(steps, path.nodes)
        where step.recipients(excluding: joiners).count != node.encryptedPathSecret.count {
            throw MLSError(.updatePathCiphertexts)
        }
        guard let position = steps.firstIndex(where: { TreeMath.isBelow(index.node, $0.copath) }),
            let slot = steps[position].recipients(excluding: joiners).firstIndex(where: {
                TreeMath.isBelow(index.node, $0) && keys[$0] != nil
            }),
            let key = keys[steps[position].recipients(excluding: joiners)[slot]]
        else { throw MLSError(.updatePathDecryption) }
        let ciphertext = path.nodes[position].encryptedPathSecret[slot]
        guard
            let secret = try? algorithms.decrypt(
                ciphertext, with: key, label: "UpdatePathNode", context: context.encoded),
            secret.count == algorithms.hashByteCount
        else { throw MLSError(.updatePathDecryption) }
        let secrets = try PathSecrets(
            from: secret, nodes: steps[position...].map(\.node), algorithms)
        for (step, node) in zip(secrets.steps, path.nodes[position...])
        where step.keyPair.publicKey != node.encryptionKey {
            throw MLSError(.updatePathKeyMismatch)
        }
        return secrets
    }
}
