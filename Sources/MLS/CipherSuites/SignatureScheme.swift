import Crypto

/// The signature scheme of a suite.
package enum SignatureScheme: Sendable {
    case ed25519
    case ecdsaP256
    case ecdsaP384
    case ecdsaP521

    package func generate(random: RandomSource) throws(MLSError) -> Secret {
        switch self {
        case .ed25519: return random.secret(count: 32)
        case .ecdsaP256: return try KEM.p256.generateScalar(random: random)
        case .ecdsaP384: return try KEM.p384.generateScalar(random: random)
        case .ecdsaP521: return try KEM.p521.generateScalar(random: random)
        }
    }

    package func publicKey(of privateKey: Secret) throws(MLSError) -> [UInt8] {
        do {
            let raw = privateKey.key
            switch self {
            case .ed25519:
                let key = try Curve25519.Signing.PrivateKey(rawRepresentation: raw)
                return [UInt8](key.publicKey.rawRepresentation)
            case .ecdsaP256:
                let key = try P256.Signing.PrivateKey(rawRepresentation: raw)
                return [UInt8](key.publicKey.x963Representation)
            case .ecdsaP384:
                let key = try P384.Signing.PrivateKey(rawRepresentation: raw)
                return [UInt8](key.publicKey.x963Representation)
            case .ecdsaP521:
                let key = try P521.Signing.PrivateKey(rawRepresentation: raw)
                return [UInt8](key.publicKey.x963Representation)
            }
        } catch {
            throw MLSError(.malformedKey)
        }
    }

    /// ECDSA signatures are DER-encoded, RFC 9420 section 5.1.2.
    package func sign(_ message: [UInt8], privateKey: Secret) throws(MLSError) -> [UInt8] {
        do {
            let raw = privateKey.key
            switch self {
            case .ed25519:
                let key = try Curve25519.Signing.PrivateKey(rawRepresentation: raw)
                return [UInt8](try key.signature(for: message))
            case .ecdsaP256:
                let key = try P256.Signing.PrivateKey(rawRepresentation: raw)
                return [UInt8](try key.signature(for: message).derRepresentation)
            case .ecdsaP384:
                let key = try P384.Signing.PrivateKey(rawRepresentation: raw)
                return [UInt8](try key.signature(for: message).derRepresentation)
            case .ecdsaP521:
                let key = try P521.Signing.PrivateKey(rawRepresentation: raw)
                return [UInt8](try key.signature(for: message).derRepresentation)
            }
        } catch {
            throw MLSError(.malformedKey)
        }
    }

    package func verifies(_ signature: [UInt8], of message: [UInt8], publicKey: [UInt8]) -> Bool {
        switch self {
        case .ed25519:
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey)
            return key?.isValidSignature(signature, for: message) ?? false
        case .ecdsaP256:
            guard let key = try? P256.Signing.PublicKey(x963Representation: publicKey),
                let parsed = try? P256.Signing.ECDSASignature(derRepresentation: signature)
            else { return false }
            return key.isValidSignature(parsed, for: message)
        case .ecdsaP384:
            guard let key = try? P384.Signing.PublicKey(x963Representation: publicKey),
                let parsed = try? P384.Signing.ECDSASignature(derRepresentation: signature)
            else { return false }
            return key.isValidSignature(parsed, for: message)
        case .ecdsaP521:
            guard let key = try? P521.Signing.PublicKey(x963Representation: publicKey),
                let parsed = try? P521.Signing.ECDSASignature(derRepresentation: signature)
            else { return false }
            return key.isValidSignature(parsed, for: message)
        }
    }
}
