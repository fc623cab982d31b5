/// A kind of extension, RFC 9420 section 17.3.
public struct ExtensionType: CodePoint {
    /// The code point; 0xF000 and above are for private use.
    public let rawValue: UInt16

    /// A type with a code point, known or not.
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// An identifier of the application's own in a leaf node.
    public static let applicationID = ExtensionType(rawValue: 0x0001)
    /// The ratchet tree in a GroupInfo.
    public static let ratchetTree = ExtensionType(rawValue: 0x0002)
    /// What every member must support, in the group context.
    public static let requiredCapabilities = ExtensionType(rawValue: 0x0003)
    /// The key that an external commit encrypts to, in a GroupInfo.
    public static let externalPub = ExtensionType(rawValue: 0x0004)
    /// Who may send proposals from outside, in the group context.
    public static let externalSenders = ExtensionType(rawValue: 0x0005)
    /// Marks a key package that may be used more than once (draft-ietf-mls-extensions).
    public static let lastResort = ExtensionType(rawValue: 0x000A)

    /// Types that every client supports and nobody lists in its capabilities (section 7.2).
    package var isDefault: Bool { (0x0001...0x0005).contains(rawValue) }
}
