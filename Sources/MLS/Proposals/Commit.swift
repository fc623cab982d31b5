/// Begins a new epoch, RFC 9420 section 12.4.
public struct Commit: MLSCodable, Sendable, Hashable {
    /// What changes, in full or by reference.
    public var proposals: [ProposalOrRef]
    /// Fresh keys for the committer's path.
    public var path: UpdatePath?

    package init(proposals: [ProposalOrRef], path: UpdatePath?) {
        self.proposals = proposals
        self.path = path
    }

    /// Reads a commit.
    public init(from decoder: inout MLSDecoder) throws(MLSError) {
        proposals = try decoder.readVector()
        path = try decoder.readOptional()
    }

    /// Appends the encoding.
    public func encode(into encoder: inout MLSEncoder) {
        encoder.write(vector: proposals)
        encoder.write(optional: path)
    }
}

/// A proposal in a commit, RFC 9420 section 12.4.
public enum ProposalOrRef: MLSCodable, Sendable, Hashable {
    /// The committer's own.
    case proposal(Proposal)
    /// One that was sent before, by its hash.
    case reference([UInt8])

    /// Reads a proposal or reference.
    public init(from decoder: inout MLSDecoder) throws(MLSError) {
        switch try decoder.read(UInt8.self) {
        case 1: self = .proposal(try decoder.read())
        case 2: self = .reference(try decoder.readOpaque())
        default: throw MLSError(.unknownSelector)
        }
    }

    /// Appends the encoding.
    public func encode(into encoder: inout MLSEncoder) {
        switch self {
        case .proposal(let proposal):
            encoder.write(UInt8(1))
            encoder.write(proposal)
        case .reference(let reference):
            encoder.write(UInt8(2))
            encoder.write(opaque: reference)
        }
    }
}
