/// Indices of a perfect binary tree stored as an array, RFC 9420 appendix C.
///
/// Leaves have even indices; a node of level k has k trailing one bits.
package enum TreeMath {
    /// The number of nodes over `leafCount` leaves, a power of two.
    package static func nodeCount(leafCount: Int) -> Int { leafCount == 0 ? 0 : 2 * leafCount - 1 }

    /// The smallest power of two that is at least `count`.
    package static func width(covering count: Int) -> Int {
        var width = 1
        while width < count { width <<= 1 }
        return width
    }

    package static func isLeaf(_ node: Int) -> Bool { node & 1 == 0 }

    package static func level(_ node: Int) -> Int { (~node).trailingZeroBitCount }

    /// The root over `leafCount` leaves.
    package static func root(leafCount: Int) -> Int { leafCount - 1 }

    /// The left child of a node that is no leaf.
    package static func left(_ node: Int) -> Int { node ^ (1 << (level(node) - 1)) }

    /// The right child of a node that is no leaf.
    package static func right(_ node: Int) -> Int { node ^ (3 << (level(node) - 1)) }

    /// The parent of a node that is not the root.
    package static func parent(_ node: Int) -> Int {
        let level = level(node)
        let bit = (node >> (level + 1)) & 1
        return (node | (1 << level)) ^ (bit << (level + 1))
    }

    /// The other child of the parent of a node that is not the root.
    package static func sibling(_ node: Int) -> Int {
        let parent = parent(node)
        return node < parent ? right(parent) : left(parent)
    }

    /// The nodes from the parent of `node` up to the root.
    package static func directPath(_ node: Int, leafCount: Int) -> [Int] {
        var path: [Int] = []
        var current = node
        let root = root(leafCount: leafCount)
        while current != root {
            current = parent(current)
            path.append(current)
        }
        return path
    }

    /// The leaf indices under a node.
    package static func leaves(under node: Int) -> Range<Int> {
        let half = (1 << level(node)) - 1
        return (node - half) / 2..<(node + half) / 2 + 1
    }

    /// Whether `descendant` is `node` or below it.
    package static func isBelow(_ descendant: Int, _ node: Int) -> Bool {
        let half = (1 << level(node)) - 1
        return (node - half...node + half).contains(descendant)
    }
}
