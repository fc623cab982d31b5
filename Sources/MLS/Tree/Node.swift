/// A place in the ratchet tree: blank, a member, or an inner node (RFC 9420, section 7.8).
///
/// The content is boxed, so that copying a tree counts one reference for each node.
indirect enum Node: Sendable, Equatable {
    case blank
    case leaf(LeafNode)
    case parent(ParentNode)

    var isBlank: Bool {
        if case .blank = self { true } else { false }
    }

    var leaf: LeafNode? {
        if case .leaf(let leaf) = self { leaf } else { nil }
    }

    var parent: ParentNode? {
        if case .parent(let parent) = self { parent } else { nil }
    }

    var encryptionKey: [UInt8]? {
        switch self {
        case .blank: nil
        case .leaf(let leaf): leaf.encryptionKey
        case .parent(let parent): parent.encryptionKey
        }
    }

    /// The hash that links this node to the next populated one above it.
    var parentHash: [UInt8]? {
        switch self {
        case .blank: nil
        case .leaf(let leaf): leaf.parentHash
        case .parent(let parent): parent.parentHash
        }
    }
}

extension Node: MLSCodable {
    /// Reads `optional<Node>`.
    init(from decoder: inout Decoder) throws(MLSError) {
        switch try decoder.read(UInt8.self) {
        case 0:
            self = .blank
        case 1:
            switch try decoder.read(UInt8.self) {
            case 1: self = .leaf(try decoder.read())
            case 2: self = .parent(try decoder.read())
            default: throw MLSError(.unknownSelector)
            }
        default:
            throw MLSError(.invalidOptional)
        }
    }

    /// Appends `optional<Node>`.
    func encode(into encoder: inout Encoder) {
        switch self {
        case .blank:
            encoder.write(UInt8(0))
        case .leaf(let leaf):
            encoder.write(UInt16(0x0101))
            encoder.write(leaf)
        case .parent(let parent):
            encoder.write(UInt16(0x0102))
            encoder.write(parent)
        }
    }
}
