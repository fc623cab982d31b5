/// What every member of a group must support, RFC 9420 section 11.1.
public struct RequiredCapabilities: MLSCodable, Sendable, Hashable {
    /// Extensions that every leaf must list.
    public var extensions: [ExtensionType]
    /// Proposals that every leaf must list.
    public var proposals: [ProposalType]
    /// Credentials that every leaf must list.
    public var credentials: [CredentialType]

    /// Creates requirements.
    public init(
        extensions: [ExtensionType] = [], proposals: [ProposalType] = [],
        credentials: [CredentialType] = []
    ) {
        self.extensions = extensions
        self.proposals = proposals
        self.credentials = credentials
    }

    /// Reads requirements.
    public init(from decoder: inout MLSDecoder) throws(MLSError) {
        extensions = try decoder.readVector()
        proposals = try decoder.readVector()
        credentials = try decoder.readVector()
    }

    /// Appends the encoding.
    public func encode(into encoder: inout MLSEncoder) {
        encoder.write(vector: extensions)
        encoder.write(vector: proposals)
        encoder.write(vector: credentials)
    }

    /// These requirements as a group context extension.
    public var asExtension: Extension { Extension(.requiredCapabilities, self) }
}
