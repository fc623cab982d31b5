/// A kind of credential, RFC 9420 section 17.5.
public struct CredentialType: CodePoint {
    /// The code point.
    public let rawValue: UInt16

    /// A type with a code point, known or not.
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// An identity without a signature over it.
    public static let basic = CredentialType(rawValue: 1)
    /// A chain of X.509 certificates.
    public static let x509 = CredentialType(rawValue: 2)
}
