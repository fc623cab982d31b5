/// Fresh keys for a committer's path to the root, RFC 9420 section 7.6.
public struct UpdatePath: MLSCodable, Sendable, Hashable {
    /// The committer's new leaf.
    public var leafNode: LeafNode
    /// The nodes of the filtered direct path from the bottom up.
    public var nodes: [UpdatePathNode]

    package init(leafNode: LeafNode, nodes: [UpdatePathNode]) {
        self.leafNode = leafNode
        self.nodes = nodes
    }

    /// Reads an update path.
    public init(from decoder: inout MLSDecoder) throws(MLSError) {
        leafNode = try decoder.read()
        nodes = try decoder.readVector()
    }

    /// Appends the encoding.
    public func encode(into encoder: inout MLSEncoder) {
        encoder.write(leafNode)
        encoder.write(vector: nodes)
    }
}

/// One node of an update path, RFC 9420 section 7.6.
public struct UpdatePathNode: MLSCodable, Sendable, Hashable {
    /// The node's new public key.
    public var encryptionKey: [UInt8]
    /// Its path secret for each node in the resolution of the copath child.
    public var encryptedPathSecret: [HPKECiphertext]

    package init(encryptionKey: [UInt8], encryptedPathSecret: [HPKECiphertext]) {
        self.encryptionKey = encryptionKey
        self.encryptedPathSecret = encryptedPathSecret
    }

    /// Reads a node.
    public init(from decoder: inout MLSDecoder) throws(MLSError) {
        encryptionKey = try decoder.readOpaque()
        encryptedPathSecret = try decoder.readVector()
    }

    /// Appends the encoding.
    public func encode(into encoder: inout MLSEncoder) {
        encoder.write(opaque: encryptionKey)
        encoder.write(vector: encryptedPathSecret)
    }
}
