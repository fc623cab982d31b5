/// An inner node of the ratchet tree, RFC 9420 section 7.1.
public struct ParentNode: MLSCodable, Sendable, Hashable {
    /// The HPKE key of everybody below who is not unmerged.
    public var encryptionKey: [UInt8]
    /// The hash that links this node to its parent.
    public var parentHash: [UInt8]
    /// The members below who do not hold this node's private key, in increasing order.
    public var unmergedLeaves: [LeafIndex]

    /// Whether a leaf is listed; the list is in order and may be long.
    func listsAsUnmerged(_ leaf: LeafIndex) -> Bool {
        var range = unmergedLeaves.indices
        while !range.isEmpty {
            let middle = (range.lowerBound + range.upperBound) / 2
            if unmergedLeaves[middle] == leaf { return true }
            range =
                unmergedLeaves[middle] < leaf
                ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return false
    }

    package init(encryptionKey: [UInt8], parentHash: [UInt8], unmergedLeaves: [LeafIndex]) {
        self.encryptionKey = encryptionKey
        self.parentHash = parentHash
        self.unmergedLeaves = unmergedLeaves
    }

    /// Reads a parent node; throws if the unmerged leaves are not in increasing order.
    public init(from decoder: inout MLSDecoder) throws(MLSError) {
        encryptionKey = try decoder.readOpaque()
        parentHash = try decoder.readOpaque()
        unmergedLeaves = try decoder.readVector()
        guard zip(unmergedLeaves, unmergedLeaves.dropFirst()).allSatisfy(<) else {
            throw MLSError(.unmergedLeaves)
        }
    }

    /// Appends the encoding.
    public func encode(into encoder: inout MLSEncoder) {
        encoder.write(opaque: encryptionKey)
        encoder.write(opaque: parentHash)
        encoder.write(vector: unmergedLeaves)
    }
}
