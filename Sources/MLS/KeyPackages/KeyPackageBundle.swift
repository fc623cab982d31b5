/// A key package with its private keys: what a client keeps until a Welcome arrives.
public struct KeyPackageBundle: Sendable {
    /// The public part.
    public let keyPackage: KeyPackage
    /// The key that a Welcome is decrypted with; to be deleted after joining.
    package let initKey: Secret
    /// The private half of the leaf's encryption key.
    package let leafKey: Secret
    /// The member's signing key.
    public let signatureKey: SignaturePrivateKey

    /// Makes a key package.
    ///
    /// `lastResort` marks one that may be used more than once. Throws if the suite is not
    /// supported or is not that of `signatureKey`.
    public static func generate(
        credential: Credential, signatureKey: SignaturePrivateKey,
        capabilities: Capabilities = Capabilities(), lifetime: Lifetime = .unlimited,
        leafExtensions: [Extension] = [], extensions: [Extension] = [],
        lastResort: Bool = false, random: RandomSource = .system
    ) throws(MLSError) -> KeyPackageBundle {
        let suite = signatureKey.cipherSuite
        let kem = try suite.required().kem
        let initKeyPair = try kem.generate(random: random)
        let leafKeyPair = try kem.generate(random: random)
        let leaf = try LeafNode(
            encryptionKey: leafKeyPair.publicKey, signatureKey: signatureKey,
            credential: credential, capabilities: capabilities, source: .keyPackage(lifetime),
            extensions: leafExtensions, place: nil)
        let marker = lastResort ? [Extension(type: .lastResort, data: [])] : []
        let keyPackage = try KeyPackage(
            cipherSuite: suite, initKey: initKeyPair.publicKey, leafNode: leaf,
            extensions: extensions + marker, signatureKey: signatureKey)
        return KeyPackageBundle(
            checked: keyPackage, initKey: initKeyPair.privateKey,
            leafKey: leafKeyPair.privateKey, signatureKey: signatureKey)
    }

    /// Puts together a bundle from its parts; throws if private and public keys do not match.
    public init(
        keyPackage: KeyPackage, initKey: Secret, leafKey: Secret,
        signatureKey: SignaturePrivateKey
    ) throws(MLSError) {
        let kem = try keyPackage.cipherSuite.required().kem
        guard try kem.publicKey(of: initKey) == keyPackage.initKey,
            try kem.publicKey(of: leafKey) == keyPackage.leafNode.encryptionKey,
            signatureKey.publicKey == keyPackage.leafNode.signatureKey
        else { throw MLSError(.malformedKey) }
        self.init(
            checked: keyPackage, initKey: initKey, leafKey: leafKey, signatureKey: signatureKey)
    }

    private init(
        checked keyPackage: KeyPackage, initKey: Secret, leafKey: Secret,
        signatureKey: SignaturePrivateKey
    ) {
        self.keyPackage = keyPackage
        self.initKey = initKey
        self.leafKey = leafKey
        self.signatureKey = signatureKey
    }

    /// The MLSMessage to publish.
    public var message: [UInt8] { MLSMessage(.keyPackage(keyPackage)).encoded }
}

extension KeyPackageBundle {
    private static let formatVersion: UInt16 = 1

    /// The bundle with its private keys, to be stored where secrets may be.
    public func serialise() -> [UInt8] {
        var encoder = MLSEncoder(capacity: 4096)
        encoder.write(Self.formatVersion)
        encoder.write(keyPackage)
        encoder.write(initKey)
        encoder.write(leafKey)
        encoder.write(signatureKey.secret)
        return encoder.bytes
    }

    /// Reads a stored bundle; throws on anything malformed.
    public init(serialised bytes: [UInt8]) throws(MLSError) {
        var decoder = MLSDecoder(bytes)
        guard try decoder.read(UInt16.self) == Self.formatVersion else {
            throw MLSError(.storedState)
        }
        let keyPackage = try decoder.read(KeyPackage.self)
        let initKey = try decoder.read(Secret.self)
        let leafKey = try decoder.read(Secret.self)
        let signature = try decoder.read(Secret.self)
        try decoder.finish()
        try self.init(
            keyPackage: keyPackage, initKey: initKey, leafKey: leafKey,
            signatureKey: SignaturePrivateKey(keyPackage.cipherSuite, secret: signature))
    }
}
