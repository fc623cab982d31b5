/// The algorithms that a supported cipher suite names, and MLS's functions over them.
package struct Algorithms: Sendable {
    package let suite: CipherSuite
    package let kem: KEM
    package let hash: HashAlgorithm
    package let aead: AEAD
    package let signature: SignatureScheme

    package init(
        _ suite: CipherSuite, _ kem: KEM, _ hash: HashAlgorithm, _ aead: AEAD,
        _ signature: SignatureScheme
    ) {
        self.suite = suite
        self.kem = kem
        self.hash = hash
        self.aead = aead
        self.signature = signature
    }

    /// KDF.Nh: the size of a hash and of most secrets, in bytes.
    package var hashByteCount: Int { hash.byteCount }

    /// ExpandWithLabel of RFC 9420, section 8.
    package func expand(
        _ secret: Secret, label: String, context: [UInt8] = [], count: Int
    ) -> Secret {
        var info = MLSEncoder(capacity: 16 + label.utf8.count + context.count)
        info.write(UInt16(count))
        info.write(opaque: [UInt8](("MLS 1.0 " + label).utf8))
        info.write(opaque: context)
        return hash.expand(secret, info: info.bytes, count: count)
    }

    /// DeriveSecret of RFC 9420, section 8.
    package func derive(_ secret: Secret, label: String) -> Secret {
        expand(secret, label: label, count: hashByteCount)
    }

    /// DeriveTreeSecret of RFC 9420, section 9.
    package func deriveTree(
        _ secret: Secret, label: String, generation: UInt32, count: Int
    ) -> Secret {
        var context = MLSEncoder(capacity: 4)
        context.write(generation)
        return expand(secret, label: label, context: context.bytes, count: count)
    }

    /// KDF.Extract.
    package func extract(salt: Secret, ikm: Secret) -> Secret {
        hash.extract(salt: salt, ikm: ikm)
    }

    /// RefHash of RFC 9420, section 5.2.
    package func reference(_ label: String, of value: [UInt8]) -> [UInt8] {
        var input = MLSEncoder(capacity: value.count + 64)
        input.write(opaque: [UInt8](("MLS 1.0 " + label).utf8))
        input.write(opaque: value)
        return hash.hash(input.bytes)
    }

    /// SignWithLabel of RFC 9420, section 5.1.2.
    package func sign(
        _ content: [UInt8], label: String, key: Secret
    ) throws(MLSError) -> [UInt8] {
        try signature.sign(labelled(content, label), privateKey: key)
    }

    /// VerifyWithLabel of RFC 9420, section 5.1.2.
    package func verifies(
        _ signatureBytes: [UInt8], of content: [UInt8], label: String, publicKey: [UInt8]
    ) -> Bool {
        signature.verifies(signatureBytes, of: labelled(content, label), publicKey: publicKey)
    }

    /// EncryptWithLabel of RFC 9420, section 5.1.3.
    package func encrypt(
        _ plaintext: Secret, to publicKey: [UInt8], label: String, context: [UInt8]
    ) throws(MLSError) -> HPKECiphertext {
        try hpkeSeal(plaintext, to: publicKey, info: labelled(context, label))
    }

    /// DecryptWithLabel of RFC 9420, section 5.1.3.
    package func decrypt(
        _ ciphertext: HPKECiphertext, with privateKey: Secret, label: String, context: [UInt8]
    ) throws(MLSError) -> Secret {
        try hpkeOpen(ciphertext, with: privateKey, info: labelled(context, label))
    }

    private func labelled(_ content: [UInt8], _ label: String) -> [UInt8] {
        var encoder = MLSEncoder(capacity: content.count + 64)
        encoder.write(opaque: [UInt8](("MLS 1.0 " + label).utf8))
        encoder.write(opaque: content)
        return encoder.bytes
    }
}
