import Crypto

/// The authenticated encryption of a suite.
package enum AEAD: Sendable {
    case aes128GCM
    case aes256GCM
    case chaCha20Poly1305

    /// AEAD.Nk.
    package var keyByteCount: Int { self == .aes128GCM ? 16 : 32 }
    /// AEAD.Nn.
    package var nonceByteCount: Int { 12 }
    /// The tag at the end of a ciphertext.
    package static let tagByteCount = 16

    package func seal(
        _ plaintext: [UInt8], key: Secret, nonce: [UInt8], authenticating data: [UInt8]
    ) throws(MLSError) -> [UInt8] {
        do {
            switch self {
            case .aes128GCM, .aes256GCM:
                let box = try AES.GCM.seal(
                    plaintext, using: key.key, nonce: AES.GCM.Nonce(data: nonce),
                    authenticating: data)
                return [UInt8](box.ciphertext) + [UInt8](box.tag)
            case .chaCha20Poly1305:
                let box = try ChaChaPoly.seal(
                    plaintext, using: key.key, nonce: ChaChaPoly.Nonce(data: nonce),
                    authenticating: data)
                return [UInt8](box.ciphertext) + [UInt8](box.tag)
            }
        } catch {
            throw MLSError(.cryptography)
        }
    }

    /// Returns nil if the ciphertext is not authentic.
    package func open(
        _ ciphertext: [UInt8], key: Secret, nonce: [UInt8], authenticating data: [UInt8]
    ) -> [UInt8]? {
        let split = ciphertext.count - Self.tagByteCount
        guard split >= 0 else { return nil }
        let (body, tag) = (ciphertext[..<split], ciphertext[split...])
        switch self {
        case .aes128GCM, .aes256GCM:
            guard let nonce = try? AES.GCM.Nonce(data: nonce),
                let box = try? AES.GCM.SealedBox(nonce: nonce, ciphertext: body, tag: tag),
                let opened = try? AES.GCM.open(box, using: key.key, authenticating: data)
            else { return nil }
            return [UInt8](opened)
        case .chaCha20Poly1305:
            guard let nonce = try? ChaChaPoly.Nonce(data: nonce),
                let box = try? ChaChaPoly.SealedBox(nonce: nonce, ciphertext: body, tag: tag),
                let opened = try? ChaChaPoly.open(box, using: key.key, authenticating: data)
            else { return nil }
            return [UInt8](opened)
        }
    }
}
