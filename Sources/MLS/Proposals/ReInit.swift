/// The parameters of the group that is to follow, RFC 9420 section 12.1.5.
public struct ReInit: MLSCodable, Sendable, Hashable {
    /// The new group's identifier.
    public var groupID: [UInt8]
    /// The new group's protocol version, not below the old one's.
    public var version: ProtocolVersion
    /// The new group's suite.
    public var cipherSuite: CipherSuite
    /// The new group's context extensions.
    public var extensions: [Extension]

    /// Creates parameters.
    public init(
        groupID: [UInt8], version: ProtocolVersion = .mls10, cipherSuite: CipherSuite,
        extensions: [Extension] = []
    ) {
        self.groupID = groupID
        self.version = version
        self.cipherSuite = cipherSuite
        self.extensions = extensions
    }

    /// Reads parameters.
    public init(from decoder: inout MLSDecoder) throws(MLSError) {
        groupID = try decoder.readOpaque()
        version = try decoder.read()
        cipherSuite = try decoder.read()
        extensions = try decoder.readExtensions()
    }

    /// Appends the encoding.
    public func encode(into encoder: inout MLSEncoder) {
        encoder.write(opaque: groupID)
        encoder.write(version)
        encoder.write(cipherSuite)
        encoder.write(vector: extensions)
    }
}
