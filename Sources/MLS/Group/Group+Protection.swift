extension Group {
    /// Encrypts bytes of the application for the members of this epoch (RFC 9420, section 6.3).
    ///
    /// `authenticatedData` is readable by everybody; `paddingByteCount` zeros hide the length. Who
    /// pads to a fixed size should know that the length of `data` is itself encoded, in one byte
    /// below 64, in two below 16,384 and in four beyond, and that ECDSA signatures, unlike
    /// Ed25519's, vary in size by a few bytes.
    /// Returns an MLSMessage. The key is gone from the state when this returns: store the state
    /// before the message is sent.
    public mutating func encrypt(
        _ data: [UInt8], authenticatedData: [UInt8] = [], paddingByteCount: Int = 0
    ) throws(MLSError) -> [UInt8] {
        try requireActive()
        let content = FramedContent(
            groupID: groupID, epoch: epoch, sender: .member(ownIndex),
            authenticatedData: authenticatedData, body: .application(data))
        guard (0..<1 << 29).contains(paddingByteCount),
            data.count + authenticatedData.count + paddingByteCount < 1 << 29
        else { throw MLSError(.tooLarge) }
        let message = try AuthenticatedContent(
            signing: content, wireFormat: .privateMessage, context: state.context,
            key: signatureKey)
        return try protectPrivately(message, paddingByteCount: paddingByteCount)
    }

    /// Puts a signed message of this member on the wire.
    package mutating func protect(_ message: AuthenticatedContent) throws(MLSError) -> [UInt8] {
        guard message.wireFormat == .publicMessage else {
            return try protectPrivately(
                message, paddingByteCount: max(0, configuration.handshakePaddingByteCount))
        }
        guard message.content.contentType != .application else {
            throw MLSError(.unencryptedApplicationData)
        }
        let tag = message.membershipTag(
            context: state.context, key: state.secrets.membershipKey, algorithms)
        return MLSMessage(.publicMessage(PublicMessage(message, membershipTag: tag))).encoded
    }

    private mutating func protectPrivately(
        _ message: AuthenticatedContent, paddingByteCount: Int
    ) throws(MLSError) -> [UInt8] {
        let key = try state.secretTree.nextKey(
            of: ownIndex, message.content.contentType, algorithms)
        let sealed = try PrivateMessage(
            protecting: message, from: ownIndex, key: key,
            senderDataSecret: state.secrets.senderDataSecret,
            paddingByteCount: paddingByteCount, random: configuration.random, algorithms)
        return MLSMessage(.privateMessage(sealed)).encoded
    }
}

/// A message whose encoding was read and of which nothing else is known.
public struct UnverifiedMessage: Sendable, Hashable {
    package let message: MLSMessage
    package let bytes: [UInt8]

    /// Reads an MLSMessage; throws on anything malformed or not meant for a group's members.
    public init(_ bytes: [UInt8]) throws(MLSError) {
        message = try MLSMessage(encoded: bytes)
        self.bytes = bytes
        switch message.body {
        case .publicMessage, .privateMessage: return
        case .welcome, .groupInfo, .keyPackage: throw MLSError(.unsupportedWireFormat)
        }
    }

    /// The group that it claims to be for.
    public var groupID: [UInt8] { message.groupID ?? [] }
    /// The epoch that it claims to belong to.
    public var epoch: UInt64 { message.epoch ?? 0 }
}

/// A message that was decrypted, and whose signature and membership were verified.
public struct ValidatedMessage: Sendable {
    package let authenticated: AuthenticatedContent
    package let generation: UInt32?
    package let credential: Credential?

    /// The message.
    public var content: FramedContent { authenticated.content }
    /// Who sent it.
    public var sender: Sender { authenticated.content.sender }
}
