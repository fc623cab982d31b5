/// A cipher suite of RFC 9420, section 17.1, or of draft-ietf-mls-pq-ciphersuites.
public struct CipherSuite: CodePoint {
    /// The code point.
    public let rawValue: UInt16

    /// A suite with a code point, known or not.
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519, which everybody implements.
    public static let x25519AES128SHA256Ed25519 = CipherSuite(rawValue: 0x0001)
    /// MLS_128_DHKEMP256_AES128GCM_SHA256_P256.
    public static let p256AES128SHA256P256 = CipherSuite(rawValue: 0x0002)
    /// MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519.
    public static let x25519ChaChaSHA256Ed25519 = CipherSuite(rawValue: 0x0003)
    /// MLS_256_DHKEMP521_AES256GCM_SHA512_P521.
    public static let p521AES256SHA512P521 = CipherSuite(rawValue: 0x0005)
    /// MLS_256_DHKEMP384_AES256GCM_SHA384_P384.
    public static let p384AES256SHA384P384 = CipherSuite(rawValue: 0x0007)
    /// X-Wing, AES-256-GCM, SHA-384, Ed25519: hybrid and post-quantum.
    ///
    /// The draft has not assigned a code point yet; this is the one place that names it.
    public static let xWingAES256SHA384Ed25519 = CipherSuite(rawValue: 8)

    /// The suites implemented here, in order of preference.
    public static let supported: [CipherSuite] = [
        .xWingAES256SHA384Ed25519, .x25519AES128SHA256Ed25519, .x25519ChaChaSHA256Ed25519,
        .p256AES128SHA256P256, .p384AES256SHA384P384, .p521AES256SHA512P521,
    ]

    /// Whether this suite is implemented here.
    public var isSupported: Bool { algorithms != nil }

    /// The algorithms of this suite; throws ``MLSError/Code/unsupportedCipherSuite``.
    package func required() throws(MLSError) -> Algorithms {
        guard let algorithms else { throw MLSError(.unsupportedCipherSuite) }
        return algorithms
    }

    private var algorithms: Algorithms? {
        switch self {
        case .x25519AES128SHA256Ed25519:
            Algorithms(self, .x25519, .sha256, .aes128GCM, .ed25519)
        case .p256AES128SHA256P256:
            Algorithms(self, .p256, .sha256, .aes128GCM, .ecdsaP256)
        case .x25519ChaChaSHA256Ed25519:
            Algorithms(self, .x25519, .sha256, .chaCha20Poly1305, .ed25519)
        case .p521AES256SHA512P521:
            Algorithms(self, .p521, .sha512, .aes256GCM, .ecdsaP521)
        case .p384AES256SHA384P384:
            Algorithms(self, .p384, .sha384, .aes256GCM, .ecdsaP384)
        case .xWingAES256SHA384Ed25519:
            Algorithms(self, .xWing, .sha384, .aes256GCM, .ed25519)
        default: nil
        }
    }
}
