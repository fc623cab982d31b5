/// A signature, and for a commit the proof that its sender knows the new epoch (section 6.1).
public struct FramedContentAuthData: Sendable, Hashable {
    /// The sender's signature.
    public var signature: [UInt8]
    /// The MAC under the new epoch's confirmation key, in commits only.
    public var confirmationTag: [UInt8]?

    package init(signature: [UInt8], confirmationTag: [UInt8]?) {
        self.signature = signature
        self.confirmationTag = confirmationTag
    }

    package init(from decoder: inout MLSDecoder, type: ContentType) throws(MLSError) {
        signature = try decoder.readOpaque()
        confirmationTag = type == .commit ? try decoder.readOpaque() : nil
    }

    package func encode(into encoder: inout MLSEncoder) {
        encoder.write(opaque: signature)
        if let confirmationTag { encoder.write(opaque: confirmationTag) }
    }
}

/// A message with its signature, whatever the wire format, RFC 9420 section 6.
package struct AuthenticatedContent: MLSCodable, Sendable, Hashable {
    package let wireFormat: WireFormat
    package let content: FramedContent
    package var auth: FramedContentAuthData

    package init(wireFormat: WireFormat, content: FramedContent, auth: FramedContentAuthData) {
        self.wireFormat = wireFormat
        self.content = content
        self.auth = auth
    }

    package init(from decoder: inout MLSDecoder) throws(MLSError) {
        wireFormat = try decoder.read()
        content = try decoder.read()
        auth = try FramedContentAuthData(from: &decoder, type: content.contentType)
    }

    package func encode(into encoder: inout MLSEncoder) {
        encoder.write(wireFormat)
        encoder.write(content)
        auth.encode(into: &encoder)
    }

    /// Signs a message; a commit's confirmation tag is added later.
    package init(
        signing content: FramedContent, wireFormat: WireFormat, context: GroupContext?,
        key: SignaturePrivateKey
    ) throws(MLSError) {
        self.wireFormat = wireFormat
        self.content = content
        let toBeSigned = Self.toBeSigned(content, wireFormat, context)
        auth = FramedContentAuthData(
            signature: try key.sign(toBeSigned, label: "FramedContentTBS"),
            confirmationTag: nil)
    }

    /// Whether the signature is that of the owner of `publicKey`.
    package func hasValidSignature(
        context: GroupContext, publicKey: [UInt8], _ algorithms: Algorithms
    ) -> Bool {
        algorithms.verifies(
            auth.signature, of: Self.toBeSigned(content, wireFormat, context),
            label: "FramedContentTBS", publicKey: publicKey)
    }

    /// The MAC by which members prove their membership, RFC 9420 section 6.2.
    package func membershipTag(
        context: GroupContext, key: Secret, _ algorithms: Algorithms
    ) -> [UInt8] {
        algorithms.hash.mac(toBeMACed(context), key: key)
    }

    package func hasValidMembershipTag(
        _ tag: [UInt8], context: GroupContext, key: Secret, _ algorithms: Algorithms
    ) -> Bool {
        algorithms.hash.verifies(mac: tag, of: toBeMACed(context), key: key)
    }

    /// The hash that a commit refers to a proposal by, RFC 9420 section 5.2.
    package func proposalReference(_ algorithms: Algorithms) -> [UInt8] {
        algorithms.reference("Proposal Reference", of: encoded)
    }

    private func toBeMACed(_ context: GroupContext) -> [UInt8] {
        var encoder = MLSEncoder()
        encoder.writeRaw(Self.toBeSigned(content, wireFormat, context))
        auth.encode(into: &encoder)
        return encoder.bytes
    }

    private static func toBeSigned(
        _ content: FramedContent, _ wireFormat: WireFormat, _ context: GroupContext?
    ) -> [UInt8] {
        var encoder = MLSEncoder(capacity: 1024)
        encoder.write(ProtocolVersion.mls10)
        encoder.write(wireFormat)
        encoder.write(content)
        if content.sender.signsGroupContext, let context { encoder.write(context) }
        return encoder.bytes
    }
}
