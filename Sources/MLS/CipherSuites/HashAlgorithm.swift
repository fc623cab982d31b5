import Crypto

/// The hash function of a suite, with HMAC and HKDF over it.
package enum HashAlgorithm: Sendable {
    case sha256
    case sha384
    case sha512

    package var byteCount: Int {
        switch self {
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    package func hash(_ bytes: [UInt8]) -> [UInt8] {
        switch self {
        case .sha256: [UInt8](SHA256.hash(data: bytes))
        case .sha384: [UInt8](SHA384.hash(data: bytes))
        case .sha512: [UInt8](SHA512.hash(data: bytes))
        }
    }

    package func mac(_ bytes: [UInt8], key: Secret) -> [UInt8] {
        switch self {
        case .sha256: [UInt8](HMAC<SHA256>.authenticationCode(for: bytes, using: key.key))
        case .sha384: [UInt8](HMAC<SHA384>.authenticationCode(for: bytes, using: key.key))
        case .sha512: [UInt8](HMAC<SHA512>.authenticationCode(for: bytes, using: key.key))
        }
    }

    /// Compares in constant time.
    package func verifies(mac code: [UInt8], of bytes: [UInt8], key: Secret) -> Bool {
        SymmetricKey(data: code) == SymmetricKey(data: mac(bytes, key: key))
    }

    /// HKDF-Extract: an HMAC, computed so that neither input leaves erasing storage.
    ///
    /// `prefix` stands before the keying material, as HPKE's labels do.
    package func extract(salt: Secret, prefix: [UInt8] = [], ikm: Secret) -> Secret {
        switch self {
        case .sha256: Self.extract(SHA256.self, salt, prefix, ikm)
        case .sha384: Self.extract(SHA384.self, salt, prefix, ikm)
        case .sha512: Self.extract(SHA512.self, salt, prefix, ikm)
        }
    }

    /// HKDF-Expand.
    package func expand(_ secret: Secret, info: [UInt8], count: Int) -> Secret {
        switch self {
        case .sha256: Self.expand(SHA256.self, secret, info, count)
        case .sha384: Self.expand(SHA384.self, secret, info, count)
        case .sha512: Self.expand(SHA512.self, secret, info, count)
        }
    }

    private static func extract<H: HashFunction>(
        _: H.Type, _ salt: Secret, _ prefix: [UInt8], _ ikm: Secret
    ) -> Secret {
        var hmac = HMAC<H>(key: salt.key)
        hmac.update(data: prefix)
        ikm.key.withUnsafeBytes { hmac.update(data: $0) }
        return Secret(key: hmac.finalize().withUnsafeBytes { SymmetricKey(data: $0) })
    }

    private static func expand<H: HashFunction>(
        _: H.Type, _ secret: Secret, _ info: [UInt8], _ count: Int
    ) -> Secret {
        Secret(
            key: HKDF<H>.expand(
                pseudoRandomKey: secret.key, info: info, outputByteCount: count))
    }
}
