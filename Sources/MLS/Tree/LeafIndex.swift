/// A member's place among the leaves, counted from 0 at the left.
public struct LeafIndex: MLSCodable, RawRepresentable, Hashable, Comparable, Sendable {
    /// The place.
    public let rawValue: UInt32

    /// The leaf at a place.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// The leaf at a place.
    public init(_ index: UInt32) {
        rawValue = index
    }

    package init(_ index: Int) {
        rawValue = UInt32(index)
    }

    /// Reads an index.
    public init(from decoder: inout MLSDecoder) throws(MLSError) {
        rawValue = try decoder.read(UInt32.self)
    }

    /// Orders leaves from left to right.
    public static func < (left: LeafIndex, right: LeafIndex) -> Bool {
        left.rawValue < right.rawValue
    }

    /// The index of this leaf among all nodes.
    package var node: Int { Int(rawValue) * 2 }
}
