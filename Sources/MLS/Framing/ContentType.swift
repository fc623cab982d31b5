/// What a framed message holds, RFC 9420 section 6.
public enum ContentType: UInt8, Selector, Hashable {
    /// Bytes of the application.
    case application = 1
    /// A proposal.
    case proposal = 2
    /// A commit.
    case commit = 3
}

/// How a message is put on the wire, RFC 9420 section 6.
public enum WireFormat: UInt16, MLSCodable, Hashable, Sendable {
    /// Signed but not encrypted.
    case publicMessage = 1
    /// Signed and encrypted.
    case privateMessage = 2
    /// For those who are being added.
    case welcome = 3
    /// For those who join by an external commit.
    case groupInfo = 4
    /// For those who want to add the sender.
    case keyPackage = 5

    /// Reads a wire format; throws ``MLSError/Code/unsupportedWireFormat``.
    public init(from decoder: inout MLSDecoder) throws(MLSError) {
        guard let value = WireFormat(rawValue: try decoder.read(UInt16.self)) else {
            throw MLSError(.unsupportedWireFormat)
        }
        self = value
    }
}
