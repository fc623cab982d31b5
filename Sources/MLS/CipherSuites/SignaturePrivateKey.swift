/// A member's signing key.
public struct SignaturePrivateKey: Sendable, Equatable {
    /// The suite whose signature scheme this key is for.
    public let cipherSuite: CipherSuite
    /// The public half, as it stands in a leaf node.
    public let publicKey: [UInt8]
    /// The private half: a seed for Ed25519, a big-endian scalar for ECDSA.
    public let secret: Secret

    /// Makes a new key; throws if the suite is not supported.
    public static func generate(
        _ cipherSuite: CipherSuite, random: RandomSource = .system
    ) throws(MLSError) -> SignaturePrivateKey {
        let scheme = try cipherSuite.required().signature
        return try SignaturePrivateKey(cipherSuite, secret: try scheme.generate(random: random))
    }

    /// Adopts an existing key; throws ``MLSError/Code/malformedKey`` if it is none.
    public init(_ cipherSuite: CipherSuite, secret: Secret) throws(MLSError) {
        self.cipherSuite = cipherSuite
        self.secret = secret
        publicKey = try cipherSuite.required().signature.publicKey(of: secret)
    }

    package func sign(_ content: [UInt8], label: String) throws(MLSError) -> [UInt8] {
        try cipherSuite.required().sign(content, label: label, key: secret)
    }
}
