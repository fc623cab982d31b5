/// Where a leaf node comes from, and what it carries because of that (RFC 9420, section 7.2).
public enum LeafNodeSource: MLSCodable, Sendable, Hashable {
    /// A key package, valid for some time.
    case keyPackage(Lifetime)
    /// An Update proposal.
    case update
    /// The update path of a commit, with the hash that links the leaf to its parent.
    case commit(parentHash: [UInt8])

    /// Reads a source.
    public init(from decoder: inout MLSDecoder) throws(MLSError) {
        switch try decoder.read(UInt8.self) {
        case 1: self = .keyPackage(try decoder.read())
        case 2: self = .update
        case 3: self = .commit(parentHash: try decoder.readOpaque())
        default: throw MLSError(.unknownSelector)
        }
    }

    /// Appends the encoding.
    public func encode(into encoder: inout MLSEncoder) {
        switch self {
        case .keyPackage(let lifetime):
            encoder.write(UInt8(1))
            encoder.write(lifetime)
        case .update:
            encoder.write(UInt8(2))
        case .commit(let parentHash):
            encoder.write(UInt8(3))
            encoder.write(opaque: parentHash)
        }
    }
}
