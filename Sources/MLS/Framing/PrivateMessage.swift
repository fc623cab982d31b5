/// A message that is signed and encrypted, RFC 9420 section 6.3.
public struct PrivateMessage: MLSCodable, Sendable, Hashable {
    /// The group.
    public var groupID: [UInt8]
    /// The epoch it was sent in.
    public var epoch: UInt64
    /// The kind of what it holds.
    public var contentType: ContentType
    /// Bytes that are authenticated but not encrypted.
    public var authenticatedData: [UInt8]
    /// Who sent it and under which key, encrypted.
    public var encryptedSenderData: [UInt8]
    /// The content, its signature and padding, encrypted.
    public var ciphertext: [UInt8]

    package init(
        groupID: [UInt8], epoch: UInt64, contentType: ContentType, authenticatedData: [UInt8],
        encryptedSenderData: [UInt8], ciphertext: [UInt8]
    ) {
        self.groupID = groupID
        self.epoch = epoch
        self.contentType = contentType
        self.authenticatedData = authenticatedData
        self.encryptedSenderData = encryptedSenderData
        self.ciphertext = ciphertext
    }

    /// Reads a message.
    public init(from decoder: inout MLSDecoder) throws(MLSError) {
        groupID = try decoder.readOpaque()
        epoch = try decoder.read()
        contentType = try decoder.read()
        authenticatedData = try decoder.readOpaque()
        encryptedSenderData = try decoder.readOpaque()
        ciphertext = try decoder.readOpaque()
    }

    /// Appends the encoding.
    public func encode(into encoder: inout MLSEncoder) {
        encoder.write(opaque: groupID)
        encoder.write(epoch)
        encoder.write(contentType)
        encoder.write(opaque: authenticatedData)
        encoder.write(opaque: encryptedSenderData)
        encoder.write(opaque: ciphertext)
    }
}
