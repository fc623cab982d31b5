import MLS
import Testing

/// Rules V110 to V115: update paths.
@Suite("Rules of update paths")
struct PathRulesTests {
    @Test("V110 updatePathLength")
    func updatePathLength() throws {
        let scene = try Scene()
        scene.refuses(
            try scene.insider.commit { $0.path?.nodes.removeLast() }, .updatePathLength)
        let extra = UpdatePathNode(
            encryptionKey: try KEM.x25519.generate(random: .system).publicKey,
            encryptedPathSecret: [])
        scene.refuses(
            try scene.insider.commit { $0.path?.nodes.append(extra) }, .updatePathLength)
    }

    @Test("V111 updatePathCiphertexts")
    func updatePathCiphertexts() throws {
        let scene = try Scene()
        scene.refuses(
            try scene.insider.commit { $0.path?.nodes[0].encryptedPathSecret.removeLast() },
            .updatePathCiphertexts)
        scene.refuses(
            try scene.insider.commit { commit in
                guard let one = commit.path?.nodes[1].encryptedPathSecret[0] else { return }
                commit.path?.nodes[1].encryptedPathSecret.append(one)
            }, .updatePathCiphertexts)
    }

    @Test("V112 updatePathParentHash")
    func updatePathParentHash() throws {
        let scene = try Scene()
        scene.refuses(
            try scene.insider.commit { commit in
                commit.path?.leafNode = try scene.insider.leaf(
                    source: .commit(parentHash: [UInt8](repeating: 1, count: 32)))
            }, .updatePathParentHash)
        // A node of the path that the leaf's hash does not cover.
        let fresh = try KEM.x25519.generate(random: .system).publicKey
        scene.refuses(
            try scene.insider.commit { $0.path?.nodes[1].encryptionKey = fresh },
            .updatePathParentHash)
    }

    @Test("V113 updatePathKeyReused")
    func updatePathKeyReused() throws {
        let scene = try Scene()
        let own = try #require(scene.victim[LeafIndex(0)]).leafNode.encryptionKey
        scene.refuses(
            try scene.insider.commit { commit in
                commit.path?.leafNode = try scene.insider.leaf(
                    encryptionKey: own, source: .commit(parentHash: []))
            }, .updatePathKeyReused)
        let other = try #require(scene.victim[LeafIndex(3)]).leafNode.encryptionKey
        scene.refuses(
            try scene.insider.commit { $0.path?.nodes[0].encryptionKey = other },
            .updatePathKeyReused)
        scene.refuses(
            try scene.insider.commit { commit in
                guard let first = commit.path?.nodes[0].encryptionKey else { return }
                commit.path?.nodes[1].encryptionKey = first
            }, .updatePathKeyReused)
        // An update that keeps its key.
        let update = try scene.insider.leaf(encryptionKey: own)
        scene.refuses(
            try scene.insider.send(.proposal(.update(update))), .updatePathKeyReused)
    }

    @Test("V114 updatePathKeyMismatch")
    func updatePathKeyMismatch() throws {
        // The path secret is encrypted properly, but leads to other keys than the path shows.
        let scene = try Scene()
        let insider = scene.insider
        let group = insider.group
        var tree = group.state.tree
        let maker = RatchetTree.PathMaker(
            algorithms: insider.algorithms, random: .system, signatureKey: group.signatureKey,
            groupID: group.groupID, change: LeafNodeChange())
        let steps = tree.filteredDirectPath(of: LeafIndex(0))
        let leaf = try #require(group[LeafIndex(0)]).leafNode
        let prepared = try tree.preparePath(for: LeafIndex(0), from: leaf, maker)
        tree.rehash(insider.algorithms.hash)
        var context = group.groupContext
        context.epoch += 1
        context.treeHash = tree.treeHash(insider.algorithms.hash)
        var path = try prepared.encrypt(
            in: group.state.tree, context: context, excluding: [], insider.algorithms)
        let wrong = Secret([UInt8](repeating: 7, count: 32))
        for index in path.nodes.indices {
            path.nodes[index].encryptedPathSecret = try steps[index].resolution.map { node in
                try insider.algorithms.encrypt(
                    wrong, to: try #require(group.state.tree.nodes[node].encryptionKey),
                    label: "UpdatePathNode", context: context.encoded)
            }
        }
        scene.refuses(try insider.commit([], path: path), .updatePathKeyMismatch)
    }

    @Test("V115 updatePathDecryption")
    func updatePathDecryption() throws {
        let scene = try Scene()
        scene.refuses(
            try scene.insider.commit { commit in
                for node in commit.path?.nodes.indices ?? 0..<0 {
                    for slot in commit.path?.nodes[node].encryptedPathSecret.indices ?? 0..<0 {
                        commit.path?.nodes[node].encryptedPathSecret[slot].ciphertext[0] ^= 1
                    }
                }
            }, .updatePathDecryption)
    }
}

extension Scene {
    /// A path of the insider's that is valid for a commit without proposals.
    func path() throws -> UpdatePath {
        var maker = groups[0]
        let made = try maker.commit()
        guard case .publicMessage(let message) = try MLSMessage(encoded: made.commit).body,
            case .commit(let commit) = message.content.body
        else { throw MLSError(.unsupportedWireFormat) }
        return try #require(commit.path)
    }
}
