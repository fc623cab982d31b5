import Crypto

/// The key encapsulation mechanism of a suite: key pairs, and how they are derived.
package enum KEM: UInt16, Sendable {
    case p256 = 0x0010
    case p384 = 0x0011
    case p521 = 0x0012
    case x25519 = 0x0020
    case xWing = 0x647A

    /// Nsk: the size of a serialised private key, in bytes.
    package var privateKeyByteCount: Int {
        switch self {
        case .p256, .x25519, .xWing: 32
        case .p384: 48
        case .p521: 66
        }
    }

    /// A fresh key pair.
    package func generate(random: RandomSource) throws(MLSError) -> HPKEKeyPair {
        try derive(from: random.secret(count: max(32, privateKeyByteCount)))
    }

    /// DeriveKeyPair of RFC 9180, section 7.1.3; for X-Wing that of draft-ietf-hpke-pq.
    package func derive(from ikm: Secret) throws(MLSError) -> HPKEKeyPair {
        let privateKey: Secret
        switch self {
        case .x25519:
            let prk = labeledExtract(label: "dkp_prk", ikm: ikm)
            privateKey = labeledExpand(prk, label: "sk", info: [])
        case .p256, .p384, .p521:
            privateKey = try deriveScalar(from: ikm)
        case .xWing:
            privateKey = labeledDerive(from: ikm)
        }
        return HPKEKeyPair(
            privateKey: privateKey, publicKey: try publicKey(of: privateKey))
    }

    /// The public half; throws ``MLSError/Code/malformedKey`` if `privateKey` is no key.
    package func publicKey(of privateKey: Secret) throws(MLSError) -> [UInt8] {
        do {
            let raw = privateKey.key
            switch self {
            case .x25519:
                let key = try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: raw)
                return [UInt8](key.publicKey.rawRepresentation)
            case .p256:
                let key = try P256.KeyAgreement.PrivateKey(rawRepresentation: raw)
                return [UInt8](key.publicKey.x963Representation)
            case .p384:
                let key = try P384.KeyAgreement.PrivateKey(rawRepresentation: raw)
                return [UInt8](key.publicKey.x963Representation)
            case .p521:
                let key = try P521.KeyAgreement.PrivateKey(rawRepresentation: raw)
                return [UInt8](key.publicKey.x963Representation)
            case .xWing:
                let key = try raw.withUnsafeBytes {
                    try XWingMLKEM768X25519.PrivateKey(
                        seedRepresentation: $0, publicKey: nil)
                }
                return [UInt8](key.publicKey.rawRepresentation)
            }
        } catch {
            throw MLSError(.malformedKey)
        }
    }

    /// Whether `publicKey` is one that can be encrypted to.
    ///
    /// A key that looks right and cannot be encrypted to would keep everybody else from ever
    /// committing with a path, so that it must not get into the tree.
    package func accepts(publicKey: [UInt8]) -> Bool {
        switch self {
        case .x25519: Curve25519Points.accepts(publicKey[...])
        case .xWing: acceptsXWing(publicKey)
        case .p256: (try? P256.KeyAgreement.PublicKey(x963Representation: publicKey)) != nil
        case .p384: (try? P384.KeyAgreement.PublicKey(x963Representation: publicKey)) != nil
        case .p521: (try? P521.KeyAgreement.PublicKey(x963Representation: publicKey)) != nil
        }
    }

    /// The modulus check of FIPS 203, section 7.2, and a point of large order.
    private func acceptsXWing(_ publicKey: [UInt8]) -> Bool {
        guard publicKey.count == 1216 else { return false }
        for index in stride(from: 0, to: 1152, by: 3) {
            let middle = UInt16(publicKey[index + 1])
            let first = UInt16(publicKey[index]) | (middle & 0x0F) << 8
            let second = middle >> 4 | UInt16(publicKey[index + 2]) << 4
            guard first < 3329, second < 3329 else { return false }
        }
        return Curve25519Points.accepts(publicKey[1184...])
    }

    /// A random scalar of a NIST curve.
    package func generateScalar(random: RandomSource) throws(MLSError) -> Secret {
        try deriveScalar(from: random.secret(count: privateKeyByteCount))
    }

    private func deriveScalar(from ikm: Secret) throws(MLSError) -> Secret {
        let prk = labeledExtract(label: "dkp_prk", ikm: ikm)
        for counter in UInt8.min...UInt8.max {
            let candidate = labeledExpand(prk, label: "candidate", info: [counter])
            guard self == .p521 else {
                if isScalar(candidate) { return candidate }
                continue
            }
            var bytes = candidate.copyBytes()
            bytes[0] &= 0x01
            let masked = Secret(erasing: &bytes)
            if isScalar(masked) { return masked }
        }
        throw MLSError(.cryptography)
    }

    private func isScalar(_ candidate: Secret) -> Bool {
        (try? publicKey(of: candidate)) != nil
    }

    private var hash: HashAlgorithm {
        switch self {
        case .p256, .x25519, .xWing: .sha256
        case .p384: .sha384
        case .p521: .sha512
        }
    }

    private var suiteID: [UInt8] {
        [UInt8]("KEM".utf8) + [UInt8(rawValue >> 8), UInt8(rawValue & 0xFF)]
    }

    private func labeledExtract(label: String, ikm: Secret) -> Secret {
        let labels = [UInt8]("HPKE-v1".utf8) + suiteID + [UInt8](label.utf8)
        return hash.extract(salt: Secret([]), prefix: labels, ikm: ikm)
    }

    private func labeledExpand(_ prk: Secret, label: String, info: [UInt8]) -> Secret {
        let count = privateKeyByteCount
        let labeled =
            [UInt8(count >> 8), UInt8(count & 0xFF)] + [UInt8]("HPKE-v1".utf8) + suiteID
            + [UInt8](label.utf8) + info
        return hash.expand(prk, info: labeled, count: count)
    }

    /// SHAKE256.LabeledDerive(ikm, "DeriveKeyPair", "", Nsk).
    private func labeledDerive(from ikm: Secret) -> Secret {
        var labels = MLSEncoder()
        labels.writeRaw("HPKE-v1".utf8)
        labels.writeRaw(suiteID)
        labels.write(UInt16("DeriveKeyPair".utf8.count))
        labels.writeRaw("DeriveKeyPair".utf8)
        labels.write(UInt16(privateKeyByteCount))
        var secret = ikm.copyBytes()
        var input = secret + labels.bytes
        var output = SHAKE256.hash(input, count: privateKeyByteCount)
        Secret.erase(&secret)
        Secret.erase(&input)
        return Secret(erasing: &output)
    }
}
