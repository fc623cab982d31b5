/// A member as the ratchet tree knows it, RFC 9420 section 7.2.
public struct LeafNode: MLSCodable, Sendable, Hashable {
    /// The HPKE key that path secrets are encrypted to.
    public var encryptionKey: [UInt8]
    /// The key that the member's messages are signed with.
    public var signatureKey: [UInt8]
    /// Who the member is.
    public var credential: Credential
    /// What the member supports.
    public var capabilities: Capabilities
    /// Where this node comes from.
    public var source: LeafNodeSource
    /// Additions; each type is listed in the capabilities.
    public var extensions: [Extension]
    /// The member's signature over all of this.
    public var signature: [UInt8]

    /// Where a leaf stands, which the signature of an update or commit covers.
    package struct Place {
        package let groupID: [UInt8]
        package let index: LeafIndex

        package init(groupID: [UInt8], index: LeafIndex) {
            self.groupID = groupID
            self.index = index
        }
    }

    /// Signs a leaf node; `place` is nil for a key package.
    package init(
        encryptionKey: [UInt8], signatureKey: SignaturePrivateKey, credential: Credential,
        capabilities: Capabilities, source: LeafNodeSource, extensions: [Extension],
        place: Place?
    ) throws(MLSError) {
        self.encryptionKey = encryptionKey
        self.signatureKey = signatureKey.publicKey
        self.credential = credential
        self.capabilities = capabilities
        self.source = source
        self.extensions = extensions
        signature = []
        signature = try signatureKey.sign(toBeSigned(place), label: "LeafNodeTBS")
    }

    /// Reads a leaf node.
    public init(from decoder: inout MLSDecoder) throws(MLSError) {
        encryptionKey = try decoder.readOpaque()
        signatureKey = try decoder.readOpaque()
        credential = try decoder.read()
        capabilities = try decoder.read()
        source = try decoder.read()
        extensions = try decoder.readExtensions()
        signature = try decoder.readOpaque()
    }

    /// Appends the encoding.
    public func encode(into encoder: inout MLSEncoder) {
        encodeContent(into: &encoder)
        encoder.write(opaque: signature)
    }

    /// The parent hash, if this leaf comes from a commit.
    package var parentHash: [UInt8]? {
        if case .commit(let parentHash) = source { parentHash } else { nil }
    }

    /// Whether the signature is valid at this place.
    package func hasValidSignature(_ algorithms: Algorithms, place: Place) -> Bool {
        if case .keyPackage = source {
            return verify(algorithms, toBeSigned(nil))
        }
        return verify(algorithms, toBeSigned(place))
    }

    /// A copy with another encryption key and source, signed anew.
    package func replacing(
        encryptionKey: [UInt8], source: LeafNodeSource, change: LeafNodeChange,
        signatureKey: SignaturePrivateKey, place: Place
    ) throws(MLSError) -> LeafNode {
        try LeafNode(
            encryptionKey: encryptionKey, signatureKey: signatureKey,
            credential: change.credential ?? credential,
            capabilities: change.capabilities ?? capabilities, source: source,
            extensions: change.extensions ?? extensions, place: place)
    }

    private func verify(_ algorithms: Algorithms, _ content: [UInt8]) -> Bool {
        algorithms.verifies(
            signature, of: content, label: "LeafNodeTBS", publicKey: signatureKey)
    }

    private func toBeSigned(_ place: Place?) -> [UInt8] {
        var encoder = MLSEncoder(capacity: 2048)
        encodeContent(into: &encoder)
        if let place {
            encoder.write(opaque: place.groupID)
            encoder.write(place.index)
        }
        return encoder.bytes
    }

    private func encodeContent(into encoder: inout MLSEncoder) {
        encoder.write(opaque: encryptionKey)
        encoder.write(opaque: signatureKey)
        encoder.write(credential)
        encoder.write(capabilities)
        encoder.write(source)
        encoder.write(vector: extensions)
    }
}

/// What a member changes about itself in an update or a commit with a path.
public struct LeafNodeChange: Sendable {
    /// The new credential, or nil to keep the old one.
    public var credential: Credential?
    /// The new capabilities, or nil to keep the old ones.
    public var capabilities: Capabilities?
    /// The new leaf extensions, or nil to keep the old ones.
    public var extensions: [Extension]?
    /// The new signing key, or nil to keep the old one.
    public var signatureKey: SignaturePrivateKey?

    /// Creates a change; without arguments only the encryption key changes.
    public init(
        credential: Credential? = nil, capabilities: Capabilities? = nil,
        extensions: [Extension]? = nil, signatureKey: SignaturePrivateKey? = nil
    ) {
        self.credential = credential
        self.capabilities = capabilities
        self.extensions = extensions
        self.signatureKey = signatureKey
    }
}
