/// What a client publishes so that others can add it, RFC 9420 section 10.
public struct KeyPackage: MLSCodable, Sendable, Hashable {
    /// The protocol version.
    public var version: ProtocolVersion
    /// The suite of the groups it is good for.
    public var cipherSuite: CipherSuite
    /// The key that a Welcome is encrypted to.
    public var initKey: [UInt8]
    /// The leaf that would be added.
    public var leafNode: LeafNode
    /// Additions.
    public var extensions: [Extension]
    /// The signature over all of this.
    public var signature: [UInt8]

    package init(
        cipherSuite: CipherSuite, initKey: [UInt8], leafNode: LeafNode,
        extensions: [Extension], signatureKey: SignaturePrivateKey
    ) throws(MLSError) {
        version = .mls10
        self.cipherSuite = cipherSuite
        self.initKey = initKey
        self.leafNode = leafNode
        self.extensions = extensions
        signature = []
        signature = try signatureKey.sign(toBeSigned, label: "KeyPackageTBS")
    }

    /// Reads a key package.
    public init(from decoder: inout MLSDecoder) throws(MLSError) {
        version = try decoder.read()
        cipherSuite = try decoder.read()
        initKey = try decoder.readOpaque()
        leafNode = try decoder.read()
        extensions = try decoder.readExtensions()
        signature = try decoder.readOpaque()
    }

    /// Appends the encoding.
    public func encode(into encoder: inout MLSEncoder) {
        encodeContent(into: &encoder)
        encoder.write(opaque: signature)
    }

    /// The hash that a Welcome names this key package by, RFC 9420 section 5.2.
    public func reference() throws(MLSError) -> [UInt8] {
        try cipherSuite.required().reference("KeyPackage Reference", of: encoded)
    }

    /// Whether it may be used more than once (draft-ietf-mls-extensions).
    public var isLastResort: Bool { extensions.data(of: .lastResort) != nil }

    private func encodeContent(into encoder: inout MLSEncoder) {
        encoder.write(version)
        encoder.write(cipherSuite)
        encoder.write(opaque: initKey)
        encoder.write(leafNode)
        encoder.write(vector: extensions)
    }

    package var toBeSigned: [UInt8] {
        var encoder = MLSEncoder(capacity: 4096)
        encodeContent(into: &encoder)
        return encoder.bytes
    }
}
