import MLS
import Testing

/// Rules V050 to V054: ratchet trees handed to those who join.
@Suite("Rules of ratchet trees")
struct TreeRulesTests {
    /// Joins with a tree that the insider changed and vouches for in the group information.
    private func join(
        _ scene: Scene, count: Int? = nil, edit: (inout RatchetTree) -> Void
    ) throws {
        let group = scene.groups[0]
        var tree = group.state.tree
        edit(&tree)
        tree = RatchetTree(nodes: tree.nodes)
        tree.rehash(group.algorithms.hash)
        var context = group.groupContext
        context.treeHash = tree.treeHash(group.algorithms.hash)
        let pub = try group.state.secrets.externalKeyPair(group.algorithms).publicKey
        var data = MLSEncoder()
        data.write(opaque: pub)
        let info = try GroupInfo(
            groupContext: context,
            extensions: [Extension(type: .externalPub, data: data.bytes)],
            confirmationTag: group.state.confirmationTag, signer: group.ownIndex,
            key: group.signatureKey)
        _ = try Group.externalJoin(
            groupInfo: MLSMessage(.groupInfo(info)).encoded, ratchetTree: tree.encoded,
            credential: .basic(identity: [9]), signatureKey: Clients.key(Scene.suite))
    }

    /// A group in which everybody has committed, so that all inner nodes are populated.
    private func populated() throws -> Scene {
        var scene = try Scene()
        for index in scene.groups.indices { _ = try scene.groups.commit(index) }
        return scene
    }

    @Test("The unchanged tree is accepted")
    func unchanged() throws {
        try join(populated()) { _ in }
    }

    @Test("V050 treeHash")
    func treeHash() throws {
        let scene = try populated()
        var tree = scene.groups[0].state.tree
        tree.remove(LeafIndex(3))
        expectError(.treeHash) {
            _ = try Group.externalJoin(
                groupInfo: scene.groups[0].groupInfo(includesRatchetTree: false),
                ratchetTree: tree.encoded, credential: .basic(identity: [9]),
                signatureKey: Clients.key(Scene.suite))
        }
    }

    @Test("V051 parentHash")
    func parentHash() throws {
        let scene = try populated()
        let fresh = try KEM.x25519.generate(random: .system).publicKey
        expectError(.parentHash) {
            try join(scene) { tree in
                guard var root = tree.nodes[tree.root].parent else { return }
                root.encryptionKey = fresh
                tree.set(tree.root, to: .parent(root))
            }
        }
        // An inner node that its claimed children do not link to.
        expectError(.parentHash) {
            try join(scene) { tree in
                guard var node = tree.nodes[1].parent else { return }
                node.parentHash = [UInt8](repeating: 1, count: 32)
                tree.set(1, to: .parent(node))
            }
        }
    }

    @Test("V052 unmergedLeaves")
    func unmergedLeaves() throws {
        let scene = try populated()
        func edit(_ node: Int, _ leaves: [LeafIndex]) -> (inout RatchetTree) -> Void {
            return { tree in
                guard var parent = tree.nodes[node].parent else { return }
                parent.unmergedLeaves = leaves
                tree.set(node, to: .parent(parent))
            }
        }
        // Not below the node; not listed by the node in between; blank; not in order.
        expectError(.unmergedLeaves) { try join(scene, edit: edit(1, [LeafIndex(3)])) }
        expectError(.unmergedLeaves) { try join(scene, edit: edit(3, [LeafIndex(3)])) }
        expectError(.unmergedLeaves) { try join(scene, edit: edit(3, [LeafIndex(9)])) }
        expectError(.unmergedLeaves) {
            try join(scene, edit: edit(3, [LeafIndex(1), LeafIndex(0)]))
        }
    }

    @Test("V053 treeShape")
    func treeShape() throws {
        let scene = try populated()
        let leaf = try #require(scene.groups[0][LeafIndex(0)]).leafNode
        let parent = ParentNode(encryptionKey: [], parentHash: [], unmergedLeaves: [])
        for nodes: [Node] in [
            [.leaf(leaf), .blank], [.blank], [], [.parent(parent)], [.leaf(leaf), .leaf(leaf)],
        ] {
            var encoder = MLSEncoder()
            encoder.write(vector: nodes)
            expectError(.treeShape) { _ = try RatchetTree(encoded: encoder.bytes) }
        }
    }

    @Test("V054 missingRatchetTree")
    func missingRatchetTree() throws {
        let scene = try Scene(2)
        expectError(.missingRatchetTree) {
            _ = try Group.externalJoin(
                groupInfo: scene.groups[0].groupInfo(includesRatchetTree: false),
                credential: .basic(identity: [9]), signatureKey: Clients.key(Scene.suite))
        }
    }

    @Test("Keys that stand twice in a tree are refused")
    func duplicates() throws {
        let scene = try populated()
        expectError(.duplicateEncryptionKey) {
            try join(scene) { tree in
                guard var root = tree.nodes[tree.root].parent,
                    let key = tree.nodes[0].encryptionKey
                else { return }
                root.encryptionKey = key
                tree.set(tree.root, to: .parent(root))
            }
        }
    }

    @Test("Every leaf of the tree is validated")
    func leaves() throws {
        let scene = try populated()
        expectError(.leafSignature) {
            try join(scene) { tree in
                guard var leaf = tree[leaf: LeafIndex(2)] else { return }
                leaf.signature[3] ^= 1
                tree.set(4, to: .leaf(leaf))
                // Nothing above links to a leaf that was changed.
                tree.blankPath(above: LeafIndex(2))
            }
        }
    }
}
