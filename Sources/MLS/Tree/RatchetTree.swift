/// The public half of TreeKEM, RFC 9420 sections 4, 7 and appendix C.
///
/// The array holds a perfect tree: the number of leaves is a power of two, and blanks at the right
/// are stored, though not encoded. Hashes of subtrees are remembered until something below changes.
public struct RatchetTree: Sendable {
    package private(set) var nodes: [Node]
    /// Tree hashes by node; empty where not known.
    package var hashes: [[UInt8]]

    /// A tree of one leaf.
    package init(founder: LeafNode) {
        nodes = [.leaf(founder)]
        hashes = [[]]
    }

    package init(nodes: [Node]) {
        self.nodes = nodes
        hashes = [[UInt8]](repeating: [], count: nodes.count)
    }

    /// The number of places for leaves, a power of two.
    package var leafCount: Int { (nodes.count + 1) / 2 }

    /// The root's index.
    package var root: Int { TreeMath.root(leafCount: leafCount) }

    /// The member at a place, if there is one.
    public subscript(leaf leaf: LeafIndex) -> LeafNode? {
        leaf.node < nodes.count ? nodes[leaf.node].leaf : nil
    }

    /// The populated leaves from left to right.
    public var members: [(index: LeafIndex, leaf: LeafNode)] {
        stride(from: 0, to: nodes.count, by: 2).compactMap { node in
            nodes[node].leaf.map { (LeafIndex(node / 2), $0) }
        }
    }

    /// Replaces one node and forgets the hashes that covered it.
    package mutating func set(_ node: Int, to value: Node) {
        nodes[node] = value
        forgetHashes(from: node)
    }

    private mutating func forgetHashes(from node: Int) {
        hashes[node] = []
        for ancestor in TreeMath.directPath(node, leafCount: leafCount) { hashes[ancestor] = [] }
    }

    // MARK: Changes by proposals, section 7.7

    /// Puts a new member at the leftmost blank leaf; nodes above list it as unmerged.
    @discardableResult
    package mutating func add(_ leaf: LeafNode) -> LeafIndex {
        let blank = stride(from: 0, to: nodes.count, by: 2).first { nodes[$0].isBlank }
        let node = blank ?? nodes.count + 1
        if blank == nil { extend() }
        let index = LeafIndex(node / 2)
        nodes[node] = .leaf(leaf)
        for ancestor in TreeMath.directPath(node, leafCount: leafCount) {
            guard var parent = nodes[ancestor].parent else { continue }
            let place = parent.unmergedLeaves.firstIndex { $0 > index }
            parent.unmergedLeaves.insert(index, at: place ?? parent.unmergedLeaves.count)
            nodes[ancestor] = .parent(parent)
        }
        forgetHashes(from: node)
        return index
    }

    /// Replaces a member's leaf and blanks the nodes above it.
    package mutating func update(_ index: LeafIndex, to leaf: LeafNode) {
        nodes[index.node] = .leaf(leaf)
        blankPath(above: index)
    }

    /// Removes a member, blanks the nodes above it and drops an empty right half.
    package mutating func remove(_ index: LeafIndex) {
        nodes[index.node] = .blank
        blankPath(above: index)
        while leafCount > 1, nodes[(root + 1)...].allSatisfy(\.isBlank) {
            nodes.removeLast(nodes.count - root)
            hashes.removeLast(hashes.count - nodes.count)
        }
    }

    /// Blanks the nodes above a leaf.
    package mutating func blankPath(above index: LeafIndex) {
        for ancestor in TreeMath.directPath(index.node, leafCount: leafCount) {
            nodes[ancestor] = .blank
        }
        forgetHashes(from: index.node)
    }

    private mutating func extend() {
        let added = nodes.count + 1
        nodes.append(contentsOf: repeatElement(.blank, count: added))
        hashes.append(contentsOf: repeatElement([], count: added))
    }

    // MARK: Resolutions and paths, sections 4.1.1 and 4.1.2

    /// The populated nodes that together cover everybody below `node`.
    package func resolution(of node: Int) -> [Int] {
        var result: [Int] = []
        appendResolution(of: node, to: &result)
        return result
    }

    private func appendResolution(of node: Int, to result: inout [Int]) {
        switch nodes[node] {
        case .leaf:
            result.append(node)
        case .parent(let parent):
            result.append(node)
            result.append(contentsOf: parent.unmergedLeaves.map(\.node))
        case .blank where !TreeMath.isLeaf(node):
            appendResolution(of: TreeMath.left(node), to: &result)
            appendResolution(of: TreeMath.right(node), to: &result)
        case .blank:
            break
        }
    }

    /// One step of a filtered direct path.
    package struct PathStep: Sendable {
        /// The node on the path.
        package let node: Int
        /// Its child that is not on the path.
        package let copath: Int
        /// The resolution of that child, never empty.
        package let resolution: [Int]
    }

    /// The direct path of a leaf without the nodes whose copath child has an empty resolution.
    package func filteredDirectPath(of index: LeafIndex) -> [PathStep] {
        var steps: [PathStep] = []
        var child = index.node
        for node in TreeMath.directPath(index.node, leafCount: leafCount) {
            let copath = TreeMath.sibling(child)
            let resolution = resolution(of: copath)
            if !resolution.isEmpty {
                steps.append(PathStep(node: node, copath: copath, resolution: resolution))
            }
            child = node
        }
        return steps
    }
}

extension RatchetTree: Equatable {
    /// Compares the nodes, not what is remembered about them.
    public static func == (left: RatchetTree, right: RatchetTree) -> Bool {
        left.nodes == right.nodes
    }
}

extension RatchetTree: MLSCodable {
    /// Reads `optional<Node> ratchet_tree<V>`, RFC 9420 section 12.4.3.3.
    public init(from decoder: inout MLSDecoder) throws(MLSError) {
        var nodes = try decoder.readVector(of: Node.self)
        guard let last = nodes.last, !last.isBlank else { throw MLSError(.treeShape) }
        for (index, node) in nodes.enumerated() {
            let fits = TreeMath.isLeaf(index) ? node.parent == nil : node.leaf == nil
            guard fits else { throw MLSError(.treeShape) }
        }
        let width = TreeMath.width(covering: (nodes.count + 2) / 2)
        let missing = TreeMath.nodeCount(leafCount: width) - nodes.count
        nodes.append(contentsOf: repeatElement(.blank, count: missing))
        self.init(nodes: nodes)
    }

    /// Appends the encoding, without the blanks at the right.
    public func encode(into encoder: inout MLSEncoder) {
        let used = (nodes.lastIndex { !$0.isBlank } ?? -1) + 1
        encoder.write(vector: nodes[..<used])
    }
}
