/// The private half of TreeKEM: the keys that one member holds (RFC 9420, section 7).
package struct TreePrivateKeys: Sendable {
    /// The member's own place.
    package let index: LeafIndex
    /// HPKE private keys by node: the own leaf and nodes above it.
    package private(set) var keys: [Int: Secret]

    package init(index: LeafIndex, leafKey: Secret) {
        self.index = index
        keys = [index.node: leafKey]
    }

    package init(index: LeafIndex, keys: [Int: Secret]) {
        self.index = index
        self.keys = keys
    }

    /// Replaces the key of the own leaf.
    package mutating func setLeafKey(_ key: Secret) {
        keys[index.node] = key
    }

    /// Adopts the keys of a path, of which all nodes lie above the own leaf.
    package mutating func adopt(_ steps: some Sequence<PathSecrets.Step>) {
        for step in steps { keys[step.node] = step.keyPair.privateKey }
    }

    /// Drops keys of nodes that were blanked or cut off.
    package mutating func prune(to tree: RatchetTree) {
        keys = keys.filter { $0.key < tree.nodes.count && !tree.nodes[$0.key].isBlank }
    }

    /// Whether each key is the private half of what stands in the tree.
    package func isConsistent(with tree: RatchetTree, _ algorithms: Algorithms) -> Bool {
        keys.allSatisfy { node, key in
            node < tree.nodes.count && tree.nodes[node].encryptionKey != nil
                && (try? algorithms.kem.publicKey(of: key)) == tree.nodes[node].encryptionKey
        }
    }
}
