import MLS
import Testing

/// `tree-math`: array indices of perfect trees.
@Suite("Tree math vectors", .needsVectors)
struct TreeMathTests {
    struct Case: Decodable {
        let n_leaves: Int
        let n_nodes: Int
        let root: Int
        let left: [Int?]
        let right: [Int?]
        let parent: [Int?]
        let sibling: [Int?]
    }

    @Test("Indices")
    func indices() throws {
        for vector in try Vectors.load("mls/tree-math.json", as: Case.self) {
            let leafCount = vector.n_leaves
            #expect(TreeMath.nodeCount(leafCount: leafCount) == vector.n_nodes)
            #expect(TreeMath.root(leafCount: leafCount) == vector.root)
            for node in 0..<vector.n_nodes {
                let isLeaf = TreeMath.isLeaf(node)
                let isRoot = node == vector.root
                #expect((isLeaf ? nil : TreeMath.left(node)) == vector.left[node])
                #expect((isLeaf ? nil : TreeMath.right(node)) == vector.right[node])
                #expect((isRoot ? nil : TreeMath.parent(node)) == vector.parent[node])
                #expect((isRoot ? nil : TreeMath.sibling(node)) == vector.sibling[node])
            }
        }
    }
}
