/// A kind of proposal, RFC 9420 section 17.4.
public struct ProposalType: CodePoint {
    /// The code point; 0xF000 and above are for private use.
    public let rawValue: UInt16

    /// A type with a code point, known or not.
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// Adds a member.
    public static let add = ProposalType(rawValue: 1)
    /// Replaces the sender's leaf.
    public static let update = ProposalType(rawValue: 2)
    /// Removes a member.
    public static let remove = ProposalType(rawValue: 3)
    /// Mixes in a pre-shared key.
    public static let preSharedKey = ProposalType(rawValue: 4)
    /// Ends the group in favour of a new one.
    public static let reInit = ProposalType(rawValue: 5)
    /// Joins by an external commit.
    public static let externalInit = ProposalType(rawValue: 6)
    /// Replaces the group context's extensions.
    public static let groupContextExtensions = ProposalType(rawValue: 7)

    /// Types that every client supports and nobody lists in its capabilities (section 7.2).
    package var isDefault: Bool { (1...7).contains(rawValue) }
}
