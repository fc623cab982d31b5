/// A signed snapshot of a group for those who are about to join, RFC 9420 section 12.4.3.
public struct GroupInfo: MLSCodable, Sendable, Hashable {
    /// What the members agree on.
    public var groupContext: GroupContext
    /// Additions: the ratchet tree, the external key.
    public var extensions: [Extension]
    /// The MAC of the commit that began the epoch.
    public var confirmationTag: [UInt8]
    /// The member who signed.
    public var signer: LeafIndex
    /// Its signature.
    public var signature: [UInt8]

    package init(
        groupContext: GroupContext, extensions: [Extension], confirmationTag: [UInt8],
        signer: LeafIndex, key: SignaturePrivateKey
    ) throws(MLSError) {
        self.groupContext = groupContext
        self.extensions = extensions
        self.confirmationTag = confirmationTag
        self.signer = signer
        signature = []
        signature = try key.sign(toBeSigned, label: "GroupInfoTBS")
    }

    /// Reads a group information.
    public init(from decoder: inout MLSDecoder) throws(MLSError) {
        groupContext = try decoder.read()
        extensions = try decoder.readExtensions()
        confirmationTag = try decoder.readOpaque()
        signer = try decoder.read()
        signature = try decoder.readOpaque()
    }

    /// Appends the encoding.
    public func encode(into encoder: inout MLSEncoder) {
        encodeContent(into: &encoder)
        encoder.write(opaque: signature)
    }

    package func hasValidSignature(publicKey: [UInt8], _ algorithms: Algorithms) -> Bool {
        algorithms.verifies(
            signature, of: toBeSigned, label: "GroupInfoTBS", publicKey: publicKey)
    }

    private var toBeSigned: [UInt8] {
        var encoder = MLSEncoder(capacity: 1024)
        encodeContent(into: &encoder)
        return encoder.bytes
    }

    private func encodeContent(into encoder: inout MLSEncoder) {
        encoder.write(groupContext)
        encoder.write(vector: extensions)
        encoder.write(opaque: confirmationTag)
        encoder.write(signer)
    }
}
