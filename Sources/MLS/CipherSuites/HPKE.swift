import Crypto

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension Algorithms {
    /// HPKE single-shot encryption in base mode; throws ``MLSError/Code/malformedKey``.
    package func hpkeSeal(
        _ plaintext: Secret, to publicKey: [UInt8], info: [UInt8]
    ) throws(MLSError) -> HPKECiphertext {
        do {
            var sender = try hpkeSender(to: publicKey, info: Data(info))
            let sealed = try plaintext.key.withUnsafeBytes { try sender.seal($0) }
            return HPKECiphertext(
                kemOutput: [UInt8](sender.encapsulatedKey), ciphertext: [UInt8](sealed))
        } catch {
            throw MLSError(.malformedKey)
        }
    }

    /// HPKE single-shot decryption in base mode; throws ``MLSError/Code/decryption``.
    package func hpkeOpen(
        _ ciphertext: HPKECiphertext, with privateKey: Secret, info: [UInt8]
    ) throws(MLSError) -> Secret {
        do {
            var recipient = try hpkeRecipient(
                privateKey, encapsulated: Data(ciphertext.kemOutput), info: Data(info))
            return Secret(try recipient.open(ciphertext.ciphertext))
        } catch {
            throw MLSError(.decryption)
        }
    }

    /// SendExport: a fresh encapsulation to `publicKey` and a secret only its owner can derive.
    package func hpkeSendExport(
        to publicKey: [UInt8], label: String
    ) throws(MLSError) -> (kemOutput: [UInt8], secret: Secret) {
        do {
            let sender = try hpkeSender(to: publicKey, info: Data())
            let secret = try sender.exportSecret(
                context: [UInt8](label.utf8), outputByteCount: hashByteCount)
            return ([UInt8](sender.encapsulatedKey), Secret(key: secret))
        } catch {
            throw MLSError(.malformedKey)
        }
    }

    /// ReceiveExport, the other end of ``hpkeSendExport(to:label:)``.
    package func hpkeReceiveExport(
        kemOutput: [UInt8], with privateKey: Secret, label: String
    ) throws(MLSError) -> Secret {
        do {
            let recipient = try hpkeRecipient(
                privateKey, encapsulated: Data(kemOutput), info: Data())
            return Secret(
                key: try recipient.exportSecret(
                    context: [UInt8](label.utf8), outputByteCount: hashByteCount))
        } catch {
            throw MLSError(.decryption)
        }
    }

    private var hpkeSuite: HPKE.Ciphersuite {
        let kem: HPKE.KEM =
            switch kem {
            case .p256: .P256_HKDF_SHA256
            case .p384: .P384_HKDF_SHA384
            case .p521: .P521_HKDF_SHA512
            case .x25519: .Curve25519_HKDF_SHA256
            case .xWing: .XWingMLKEM768X25519
            }
        let kdf: HPKE.KDF =
            switch hash {
            case .sha256: .HKDF_SHA256
            case .sha384: .HKDF_SHA384
            case .sha512: .HKDF_SHA512
            }
        let aead: HPKE.AEAD =
            switch aead {
            case .aes128GCM: .AES_GCM_128
            case .aes256GCM: .AES_GCM_256
            case .chaCha20Poly1305: .chaChaPoly
            }
        return HPKE.Ciphersuite(kem: kem, kdf: kdf, aead: aead)
    }

    private func hpkeSender(to publicKey: [UInt8], info: Data) throws -> HPKE.Sender {
        switch kem {
        case .x25519:
            let key = try Curve25519.KeyAgreement.PublicKey(rawRepresentation: publicKey)
            return try HPKE.Sender(recipientKey: key, ciphersuite: hpkeSuite, info: info)
        case .p256:
            let key = try P256.KeyAgreement.PublicKey(x963Representation: publicKey)
            return try HPKE.Sender(recipientKey: key, ciphersuite: hpkeSuite, info: info)
        case .p384:
            let key = try P384.KeyAgreement.PublicKey(x963Representation: publicKey)
            return try HPKE.Sender(recipientKey: key, ciphersuite: hpkeSuite, info: info)
        case .p521:
            let key = try P521.KeyAgreement.PublicKey(x963Representation: publicKey)
            return try HPKE.Sender(recipientKey: key, ciphersuite: hpkeSuite, info: info)
        case .xWing:
            let key = try XWingMLKEM768X25519.PublicKey(rawRepresentation: publicKey)
            return try HPKE.Sender(recipientKey: key, ciphersuite: hpkeSuite, info: info)
        }
    }

    private func hpkeRecipient(
        _ privateKey: Secret, encapsulated: Data, info: Data
    ) throws -> HPKE.Recipient {
        let raw = privateKey.key
        let suite = hpkeSuite
        switch kem {
        case .x25519:
            return try HPKE.Recipient(
                privateKey: Curve25519.KeyAgreement.PrivateKey(rawRepresentation: raw),
                ciphersuite: suite, info: info, encapsulatedKey: encapsulated)
        case .p256:
            return try HPKE.Recipient(
                privateKey: P256.KeyAgreement.PrivateKey(rawRepresentation: raw),
                ciphersuite: suite, info: info, encapsulatedKey: encapsulated)
        case .p384:
            return try HPKE.Recipient(
                privateKey: P384.KeyAgreement.PrivateKey(rawRepresentation: raw),
                ciphersuite: suite, info: info, encapsulatedKey: encapsulated)
        case .p521:
            return try HPKE.Recipient(
                privateKey: P521.KeyAgreement.PrivateKey(rawRepresentation: raw),
                ciphersuite: suite, info: info, encapsulatedKey: encapsulated)
        case .xWing:
            let key = try raw.withUnsafeBytes {
                try XWingMLKEM768X25519.PrivateKey(seedRepresentation: $0, publicKey: nil)
            }
            return try HPKE.Recipient(
                privateKey: key, ciphersuite: suite, info: info, encapsulatedKey: encapsulated)
        }
    }
}
