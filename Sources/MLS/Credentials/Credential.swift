/// Who a member is, RFC 9420 section 5.3.
public enum Credential: MLSCodable, Sendable, Hashable {
    /// An identity that only the application can judge.
    case basic(identity: [UInt8])
    /// A chain of DER-encoded certificates, the member's own first.
    case x509(certificates: [[UInt8]])

    /// The kind of this credential.
    public var type: CredentialType {
        switch self {
        case .basic: .basic
        case .x509: .x509
        }
    }

    /// Reads a credential; throws ``MLSError/Code/unknownSelector`` for a kind without a format.
    public init(from decoder: inout MLSDecoder) throws(MLSError) {
        switch try decoder.read(CredentialType.self) {
        case .basic:
            self = .basic(identity: try decoder.readOpaque())
        case .x509:
            self = .x509(certificates: try decoder.readVector(of: Opaque.self).map(\.bytes))
        default:
            throw MLSError(.unknownSelector)
        }
    }

    /// Appends the encoding.
    public func encode(into encoder: inout MLSEncoder) {
        encoder.write(type)
        switch self {
        case .basic(let identity): encoder.write(opaque: identity)
        case .x509(let certificates): encoder.write(vector: certificates.map(Opaque.init))
        }
    }
}
