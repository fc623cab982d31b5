/// A place in the ratchet tree: blank, a member, or an inner node (RFC 9420, section 7.8).
///
/// The content is boxed, so that copying a tree counts one reference for each node.
package indirect enum Node: Sendable, Equatable {
    case blank
    case leaf(LeafNode)
    case parent(ParentNode)

    package var isBlank: Bool {
        if case .blank = self { true } else { false }
    }

    package var leaf: LeafNode? {
        if case .leaf(let leaf) = self { leaf } else { nil }
    }

    package var parent: ParentNode? {
        if case .parent(let parent) = self { parent } else { nil }
    }

    package var encryptionKey: [UInt8]? {
        switch self {
        case .blank: nil
        case .leaf(let leaf): leaf.encryptionKey
        case .parent(let parent): parent.encryptionKey
        }
    }

    /// The hash that links this node to the next populated one above it.
    package var parentHash: [UInt8]? {
        switch self {
        case .blank: nil
        case .leaf(let leaf): leaf.parentHash
        case .parent(let parent): parent.parentHash
        }
    }
}

extension Node: MLSCodable {
    /// Reads `optional<Node>`.
    package init(from decoder: inout MLSDecoder) throws(MLSError) {
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
    package func encode(into encoder: inout MLSEncoder) {
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
