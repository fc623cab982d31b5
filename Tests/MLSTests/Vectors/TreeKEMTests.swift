import MLS
import Testing

/// `treekem`: paths made by others, and paths made here, opened by every member.
@Suite("TreeKEM vectors", .needsVectors)
struct TreeKEMTests {
    struct Case: SuiteCase {
        struct Private: Decodable {
            struct NodeSecret: Decodable {
                let node: Int
                let path_secret: Hex
            }
            let index: UInt32
            let encryption_priv: Hex
            let signature_priv: Hex
            let path_secrets: [NodeSecret]
        }
        struct Path: Decodable {
            let sender: UInt32
            let update_path: Hex
            let path_secrets: [Hex?]
            let commit_secret: Hex
            let tree_hash_after: Hex
        }
        let cipher_suite: UInt16
        let group_id: Hex
        let epoch: UInt64
        let confirmed_transcript_hash: Hex
        let ratchet_tree: Hex
        let leaves_private: [Private]
        let update_paths: [Path]
    }

    @Test("Paths", arguments: ["mls/treekem.json", "mls-xwing/treekem.json"])
    func paths(path: String) throws {
        for vector in try Vectors.supported(path, as: Case.self) { try check(vector) }
    }

    private func check(_ vector: Case) throws {
        let algorithms = try CipherSuite(rawValue: vector.cipher_suite).required()
        var tree = try RatchetTree(encoded: vector.ratchet_tree.bytes)
        tree.rehash(algorithms.hash)
        let members = try vector.leaves_private.map { leaf in
            var keys = TreePrivateKeys(
                index: LeafIndex(leaf.index),
                leafKey: leaf.encryption_priv.privateKey(vector.cipher_suite))
            for secret in leaf.path_secrets {
                keys.adopt(
                    try PathSecrets(
                        from: secret.path_secret.secret, nodes: [secret.node], algorithms
                    ).steps)
            }
            #expect(keys.isConsistent(with: tree, algorithms))
            return keys
        }
        for path in vector.update_paths {
            try open(path, vector, members, tree, algorithms)
            try make(path, vector, members, tree, algorithms)
        }
    }

    private func open(
        _ path: Case.Path, _ vector: Case, _ members: [TreePrivateKeys], _ tree: RatchetTree,
        _ algorithms: Algorithms
    ) throws {
        let updatePath = try UpdatePath(encoded: path.update_path.bytes)
        let sender = LeafIndex(path.sender)
        let steps = tree.filteredDirectPath(of: sender)
        var after = tree
        try after.merge(updatePath, of: sender, steps: steps, algorithms.hash)
        after.rehash(algorithms.hash)
        #expect(after.treeHash(algorithms.hash) == path.tree_hash_after.bytes)
        let context = context(vector, after, algorithms)
        for member in members where member.index != sender {
            let secrets = try member.open(
                updatePath, steps: steps, joiners: [], context: context, algorithms)
            let expected = try #require(path.path_secrets[Int(member.index.rawValue)])
            #expect(secrets.steps.first?.pathSecret == expected.secret)
            #expect(secrets.commitSecret == path.commit_secret.secret)
        }
    }

    private func make(
        _ path: Case.Path, _ vector: Case, _ members: [TreePrivateKeys], _ tree: RatchetTree,
        _ algorithms: Algorithms
    ) throws {
        let sender = LeafIndex(path.sender)
        let leaf = try #require(vector.leaves_private.first { $0.index == path.sender })
        let key = try SignaturePrivateKey(
            algorithms.suite, secret: leaf.signature_priv.privateKey(vector.cipher_suite))
        var after = tree
        let steps = tree.filteredDirectPath(of: sender)
        let prepared = try after.preparePath(
            for: sender, from: try #require(tree[leaf: sender]),
            RatchetTree.PathMaker(
                algorithms: algorithms, random: .system, signatureKey: key,
                groupID: vector.group_id.bytes, change: LeafNodeChange()))
        after.rehash(algorithms.hash)
        let context = context(vector, after, algorithms)
        let made = try prepared.encrypt(
            in: tree, context: context, excluding: [], algorithms)
        var merged = tree
        try merged.merge(made, of: sender, steps: steps, algorithms.hash)
        #expect(merged == after)
        for member in members where member.index != sender {
            let secrets = try member.open(
                made, steps: steps, joiners: [], context: context, algorithms)
            #expect(secrets.commitSecret == prepared.secrets.commitSecret)
        }
    }

    private func context(
        _ vector: Case, _ tree: RatchetTree, _ algorithms: Algorithms
    ) -> GroupContext {
        GroupContext(
            cipherSuite: algorithms.suite, groupID: vector.group_id.bytes,
            epoch: vector.epoch, treeHash: tree.treeHash(algorithms.hash),
            confirmedTranscriptHash: vector.confirmed_transcript_hash.bytes, extensions: [])
    }
}
