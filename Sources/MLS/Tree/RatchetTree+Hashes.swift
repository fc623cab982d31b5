extension RatchetTree {
    /// Computes the tree hashes that are not known (RFC 9420, section 7.8).
    package mutating func rehash(_ hash: HashAlgorithm) {
        rehash(root, hash)
    }

    /// Computes the tree hashes below `node` that are not known.
    package mutating func rehash(_ node: Int, _ hash: HashAlgorithm) {
        guard hashes[node].isEmpty else { return }
        if !TreeMath.isLeaf(node) {
            rehash(TreeMath.left(node), hash)
            rehash(TreeMath.right(node), hash)
        }
        hashes[node] = treeHash(of: node, hash)
    }

    /// The hash of the whole tree.
    package func treeHash(_ hash: HashAlgorithm) -> [UInt8] {
        treeHash(of: root, hash)
    }

    /// The hash of a subtree; `excluded` leaves count as if they had never been added.
    package func treeHash(
        of node: Int, _ hash: HashAlgorithm, excluding excluded: [LeafIndex] = []
    ) -> [UInt8] {
        let below = TreeMath.leaves(under: node)
        let excluded = excluded.filter { below.contains(Int($0.rawValue)) }
        if excluded.isEmpty, !hashes[node].isEmpty { return hashes[node] }
        var input = MLSEncoder(capacity: 512)
        if TreeMath.isLeaf(node) {
            input.write(UInt8(1))
            input.write(UInt32(node / 2))
            input.write(optional: excluded.isEmpty ? nodes[node].leaf : nil)
        } else {
            input.write(UInt8(2))
            var parent = nodes[node].parent
            parent?.unmergedLeaves.removeAll { excluded.contains($0) }
            input.write(optional: parent)
            input.write(
                opaque: treeHash(of: TreeMath.left(node), hash, excluding: excluded))
            input.write(
                opaque: treeHash(of: TreeMath.right(node), hash, excluding: excluded))
        }
        return hash.hash(input.bytes)
    }

    /// The hash that a descendant of `node` on the side away from `sibling` carries (section 7.9).
    ///
    /// It covers the sibling's *original* tree hash: the one it had when `node` was last set,
    /// before the leaves that `node` lists as unmerged were added.
    package func parentHash(
        of parent: ParentNode, sibling: Int, _ hash: HashAlgorithm
    ) -> [UInt8] {
        var input = MLSEncoder(capacity: 1400)
        input.write(opaque: parent.encryptionKey)
        input.write(opaque: parent.parentHash)
        input.write(
            opaque: treeHash(of: sibling, hash, excluding: parent.unmergedLeaves))
        return hash.hash(input.bytes)
    }

    /// Whether every populated inner node is linked to by one below it (section 7.9.2).
    package func hasValidParentHashes(_ hash: HashAlgorithm) -> Bool {
        stride(from: 1, to: nodes.count, by: 2).allSatisfy { node in
            guard let parent = nodes[node].parent else { return true }
            let (left, right) = (TreeMath.left(node), TreeMath.right(node))
            return isLinked(parent, from: left, sibling: right, hash)
                || isLinked(parent, from: right, sibling: left, hash)
        }
    }

    private func isLinked(
        _ parent: ParentNode, from child: Int, sibling: Int, _ hash: HashAlgorithm
    ) -> Bool {
        let resolution = resolution(of: child)
        let below = TreeMath.leaves(under: child)
        let unmerged = parent.unmergedLeaves.filter { below.contains(Int($0.rawValue)) }
        // The resolution is the linking node and the leaves added since, nothing else.
        guard resolution.count == unmerged.count + 1 else { return false }
        let unmergedNodes = Set(unmerged.map(\.node))
        let candidates = resolution.filter { !unmergedNodes.contains($0) }
        guard candidates.count == 1, let candidate = candidates.first,
            let claimed = nodes[candidate].parentHash
        else { return false }
        return claimed == parentHash(of: parent, sibling: sibling, hash)
    }
}
