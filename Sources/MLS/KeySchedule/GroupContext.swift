/// What the members of an epoch agree on, RFC 9420 section 8.1.
public struct GroupContext: MLSCodable, Sendable, Hashable {
    /// The protocol version.
    public var version: ProtocolVersion = .mls10
    /// The suite, which never changes.
    public var cipherSuite: CipherSuite
    /// The group's identifier, which never changes.
    public var groupID: [UInt8]
    /// Counts the commits.
    public var epoch: UInt64
    /// The hash of the ratchet tree.
    public var treeHash: [UInt8]
    /// The hash of all commits up to the one that began this epoch.
    public var confirmedTranscriptHash: [UInt8]
    /// The group's extensions.
    public var extensions: [Extension]

    package init(
        cipherSuite: CipherSuite, groupID: [UInt8], epoch: UInt64, treeHash: [UInt8],
        confirmedTranscriptHash: [UInt8], extensions: [Extension]
    ) {
        self.cipherSuite = cipherSuite
        self.groupID = groupID
        self.epoch = epoch
        self.treeHash = treeHash
        self.confirmedTranscriptHash = confirmedTranscriptHash
        self.extensions = extensions
    }

    /// Reads a context.
    public init(from decoder: inout MLSDecoder) throws(MLSError) {
        version = try decoder.read()
        cipherSuite = try decoder.read()
        groupID = try decoder.readOpaque()
        epoch = try decoder.read()
        treeHash = try decoder.readOpaque()
        confirmedTranscriptHash = try decoder.readOpaque()
        extensions = try decoder.readExtensions()
    }

    /// Appends the encoding.
    public func encode(into encoder: inout MLSEncoder) {
        encoder.write(version)
        encoder.write(cipherSuite)
        encoder.write(opaque: groupID)
        encoder.write(epoch)
        encoder.write(opaque: treeHash)
        encoder.write(opaque: confirmedTranscriptHash)
        encoder.write(vector: extensions)
    }
}
