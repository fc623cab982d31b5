/// What a client supports beyond what everybody must, RFC 9420 section 7.2.
public struct Capabilities: MLSCodable, Sendable, Hashable {
    /// Protocol versions.
    public var versions: [ProtocolVersion]
    /// Cipher suites.
    public var cipherSuites: [CipherSuite]
    /// Extensions other than those of RFC 9420 itself.
    public var extensions: [ExtensionType]
    /// Proposals other than those of RFC 9420 itself.
    public var proposals: [ProposalType]
    /// Kinds of credentials.
    public var credentials: [CredentialType]

    /// Creates capabilities; by default what this library supports with basic credentials.
    public init(
        versions: [ProtocolVersion] = [.mls10],
        cipherSuites: [CipherSuite] = CipherSuite.supported,
        extensions: [ExtensionType] = [], proposals: [ProposalType] = [],
        credentials: [CredentialType] = [.basic]
    ) {
        self.versions = versions
        self.cipherSuites = cipherSuites
        self.extensions = extensions
        self.proposals = proposals
        self.credentials = credentials
    }

    /// Reads capabilities.
    public init(from decoder: inout MLSDecoder) throws(MLSError) {
        versions = try decoder.readVector()
        cipherSuites = try decoder.readVector()
        extensions = try decoder.readVector()
        proposals = try decoder.readVector()
        credentials = try decoder.readVector()
    }

    /// Appends the encoding.
    public func encode(into encoder: inout MLSEncoder) {
        encoder.write(vector: versions)
        encoder.write(vector: cipherSuites)
        encoder.write(vector: extensions)
        encoder.write(vector: proposals)
        encoder.write(vector: credentials)
    }

    /// Whether the extension may be used, listed or supported by everybody.
    public func supports(_ type: ExtensionType) -> Bool {
        type.isDefault || extensions.contains(type)
    }

    /// Whether the proposal may be used, listed or supported by everybody.
    public func supports(_ type: ProposalType) -> Bool {
        type.isDefault || proposals.contains(type)
    }

    /// Whether all that is required is there.
    public func satisfies(_ required: RequiredCapabilities) -> Bool {
        required.extensions.allSatisfy(supports)
            && required.proposals.allSatisfy(supports)
            && required.credentials.allSatisfy(credentials.contains)
    }
}

/// A version of the protocol, RFC 9420 section 6.
public struct ProtocolVersion: CodePoint {
    /// The code point.
    public let rawValue: UInt16

    /// A version with a code point, known or not.
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// The version of RFC 9420.
    public static let mls10 = ProtocolVersion(rawValue: 1)
}
