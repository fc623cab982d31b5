/// A change to the group, RFC 9420 section 12.1.
public enum Proposal: MLSCodable, Sendable, Hashable {
    /// Adds the owner of a key package.
    case add(KeyPackage)
    /// Replaces the sender's leaf.
    case update(LeafNode)
    /// Removes a member.
    case remove(LeafIndex)
    /// Mixes in a pre-shared key.
    case preSharedKey(PreSharedKeyID)
    /// Ends the group in favour of a new one.
    case reInit(ReInit)
    /// Joins by an external commit; carries the encapsulated init secret.
    case externalInit(kemOutput: [UInt8])
    /// Replaces the group context's extensions.
    case groupContextExtensions([Extension])
    /// A kind that RFC 9420 does not define; its content is `opaque data<V>`.
    case custom(ProposalType, data: [UInt8])

    /// The kind of this proposal.
    public var type: ProposalType {
        switch self {
        case .add: .add
        case .update: .update
        case .remove: .remove
        case .preSharedKey: .preSharedKey
        case .reInit: .reInit
        case .externalInit: .externalInit
        case .groupContextExtensions: .groupContextExtensions
        case .custom(let type, _): type
        }
    }

    /// Whether a commit with this proposal needs a path, RFC 9420 section 17.4.
    package var requiresPath: Bool {
        switch self {
        case .update, .remove, .externalInit, .groupContextExtensions: true
        case .add, .preSharedKey, .reInit, .custom: false
        }
    }

    /// Reads a proposal.
    public init(from decoder: inout MLSDecoder) throws(MLSError) {
        let type = try decoder.read(ProposalType.self)
        switch type {
        case .add: self = .add(try decoder.read())
        case .update: self = .update(try decoder.read())
        case .remove: self = .remove(try decoder.read())
        case .preSharedKey: self = .preSharedKey(try decoder.read())
        case .reInit: self = .reInit(try decoder.read())
        case .externalInit: self = .externalInit(kemOutput: try decoder.readOpaque())
        case .groupContextExtensions:
            self = .groupContextExtensions(try decoder.readExtensions())
        default: self = .custom(type, data: try decoder.readOpaque())
        }
    }

    /// Appends the encoding.
    public func encode(into encoder: inout MLSEncoder) {
        encoder.write(type)
        switch self {
        case .add(let keyPackage): encoder.write(keyPackage)
        case .update(let leaf): encoder.write(leaf)
        case .remove(let index): encoder.write(index)
        case .preSharedKey(let id): encoder.write(id)
        case .reInit(let reInit): encoder.write(reInit)
        case .externalInit(let kemOutput): encoder.write(opaque: kemOutput)
        case .groupContextExtensions(let extensions): encoder.write(vector: extensions)
        case .custom(_, let data): encoder.write(opaque: data)
        }
    }
}
