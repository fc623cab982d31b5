import MLS
import Testing

/// `tree-operations` and `tree-validation`.
@Suite("Tree vectors", .needsVectors)
struct TreeTests {
    struct Operation: SuiteCase {
        let cipher_suite: UInt16
        let tree_before: Hex
        let proposal: Hex
        let proposal_sender: UInt32
        let tree_after: Hex
        let tree_hash_before: Hex
        let tree_hash_after: Hex
    }

    @Test("Operations")
    func operations() throws {
        for vector in try Vectors.supported("mls/tree-operations.json", as: Operation.self) {
            let hash = try CipherSuite(rawValue: vector.cipher_suite).required().hash
            var tree = try RatchetTree(encoded: vector.tree_before.bytes)
            #expect(tree.treeHash(hash) == vector.tree_hash_before.bytes)
            tree.rehash(hash)
            switch try Proposal(encoded: vector.proposal.bytes) {
            case .add(let package): tree.add(package.leafNode)
            case .update(let leaf): tree.update(LeafIndex(vector.proposal_sender), to: leaf)
            case .remove(let index): tree.remove(index)
            default: Issue.record("a proposal without an effect on the tree")
            }
            tree.rehash(hash)
            #expect(tree.encoded == vector.tree_after.bytes)
            #expect(tree.treeHash(hash) == vector.tree_hash_after.bytes)
        }
    }

    struct Validation: SuiteCase {
        let cipher_suite: UInt16
        let tree: Hex
        let group_id: Hex
        let resolutions: [[Int]]
        let tree_hashes: [Hex]
    }

    @Test("Validation", arguments: ["mls/tree-validation.json", "mls-xwing/tree-validation.json"])
    func validation(path: String) throws {
        for vector in try Vectors.supported(path, as: Validation.self) {
            let algorithms = try CipherSuite(rawValue: vector.cipher_suite).required()
            var tree = try RatchetTree(encoded: vector.tree.bytes)
            tree.rehash(algorithms.hash)
            for (node, resolution) in vector.resolutions.enumerated() {
                #expect(tree.resolution(of: node) == resolution)
            }
            for (node, expected) in vector.tree_hashes.enumerated() {
                #expect(tree.treeHash(of: node, algorithms.hash) == expected.bytes)
            }
            try tree.validateParents(algorithms.hash)
            for (index, leaf) in tree.members {
                let place = LeafNode.Place(groupID: vector.group_id.bytes, index: index)
                #expect(leaf.hasValidSignature(algorithms, place: place))
            }
        }
    }
}
