/// Who sent a message, RFC 9420 section 6.
public enum Sender: MLSCodable, Hashable, Sendable {
    /// A member.
    case member(LeafIndex)
    /// An entry of the `external_senders` extension.
    case external(index: UInt32)
    /// Somebody who proposes to be added.
    case newMemberProposal
    /// Somebody who joins by an external commit.
    case newMemberCommit

    /// Reads a sender.
    public init(from decoder: inout MLSDecoder) throws(MLSError) {
        switch try decoder.read(UInt8.self) {
        case 1: self = .member(try decoder.read())
        case 2: self = .external(index: try decoder.read())
        case 3: self = .newMemberProposal
        case 4: self = .newMemberCommit
        default: throw MLSError(.unknownSelector)
        }
    }

    /// Appends the encoding.
    public func encode(into encoder: inout MLSEncoder) {
        switch self {
        case .member(let index):
            encoder.write(UInt8(1))
            encoder.write(index)
        case .external(let index):
            encoder.write(UInt8(2))
            encoder.write(index)
        case .newMemberProposal: encoder.write(UInt8(3))
        case .newMemberCommit: encoder.write(UInt8(4))
        }
    }

    /// The member's place, if it is a member.
    public var memberIndex: LeafIndex? {
        if case .member(let index) = self { index } else { nil }
    }

    /// Whether the signature covers the group context, RFC 9420 section 6.1.
    package var signsGroupContext: Bool {
        switch self {
        case .member, .newMemberCommit: true
        case .external, .newMemberProposal: false
        }
    }
}
