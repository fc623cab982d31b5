/// Somebody outside of the group who may send proposals, RFC 9420 section 12.1.8.1.
public struct ExternalSender: MLSCodable, Sendable, Hashable {
    /// The key that its proposals are signed with.
    public var signatureKey: [UInt8]
    /// Who it is.
    public var credential: Credential

    /// Creates an external sender.
    public init(signatureKey: [UInt8], credential: Credential) {
        self.signatureKey = signatureKey
        self.credential = credential
    }

    /// Reads an external sender.
    public init(from decoder: inout MLSDecoder) throws(MLSError) {
        signatureKey = try decoder.readOpaque()
        credential = try decoder.read()
    }

    /// Appends the encoding.
    public func encode(into encoder: inout MLSEncoder) {
        encoder.write(opaque: signatureKey)
        encoder.write(credential)
    }

    /// External senders as a group context extension.
    public static func asExtension(_ senders: [ExternalSender]) -> Extension {
        var encoder = MLSEncoder()
        encoder.write(vector: senders)
        return Extension(type: .externalSenders, data: encoder.bytes)
    }

    /// The external senders that a group context's extensions list, in the order that
    /// their proposals count them in.
    ///
    /// Throws ``MLSError/Code/malformedExtension``.
    public static func senders(
        in extensions: [Extension]
    ) throws(MLSError) -> [ExternalSender] {
        try extensions.content(of: .externalSenders, as: ExternalSenders.self)?.senders ?? []
    }
}

/// The content of the `external_senders` extension.
package struct ExternalSenders: MLSDecodable {
    package let senders: [ExternalSender]

    package init(from decoder: inout MLSDecoder) throws(MLSError) {
        senders = try decoder.readVector()
    }
}

/// The content of the `external_pub` extension, RFC 9420 section 12.4.3.2.
package struct ExternalPub: MLSCodable {
    package let externalPub: [UInt8]

    package init(externalPub: [UInt8]) {
        self.externalPub = externalPub
    }

    package init(from decoder: inout MLSDecoder) throws(MLSError) {
        externalPub = try decoder.readOpaque()
    }

    package func encode(into encoder: inout MLSEncoder) {
        encoder.write(opaque: externalPub)
    }
}
