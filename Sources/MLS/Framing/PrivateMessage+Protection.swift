/// Who sent a private message and under which key, RFC 9420 section 6.3.2.
package struct SenderData: MLSCodable, Sendable {
    package let leafIndex: LeafIndex
    package let generation: UInt32
    package let reuseGuard: [UInt8]

    package static let reuseGuardByteCount = 4

    package init(leafIndex: LeafIndex, generation: UInt32, reuseGuard: [UInt8]) {
        self.leafIndex = leafIndex
        self.generation = generation
        self.reuseGuard = reuseGuard
    }

    package init(from decoder: inout MLSDecoder) throws(MLSError) {
        leafIndex = try decoder.read()
        generation = try decoder.read()
        reuseGuard = try decoder.readRaw(count: Self.reuseGuardByteCount)
    }

    package func encode(into encoder: inout MLSEncoder) {
        encoder.write(leafIndex)
        encoder.write(generation)
        encoder.writeRaw(reuseGuard)
    }

    /// The nonce with the guard mixed in, RFC 9420 section 6.3.1.
    package func guarded(_ nonce: Secret) -> [UInt8] {
        var bytes = nonce.copyBytes()
        for (index, byte) in reuseGuard.enumerated() { bytes[index] ^= byte }
        return bytes
    }

    /// The key and nonce that sender data is encrypted with.
    package static func key(
        secret: Secret, ciphertext: [UInt8], _ algorithms: Algorithms
    ) -> (key: Secret, nonce: [UInt8]) {
        let sample = [UInt8](ciphertext.prefix(algorithms.hashByteCount))
        let key = algorithms.expand(
            secret, label: "key", context: sample, count: algorithms.aead.keyByteCount)
        let nonce = algorithms.expand(
            secret, label: "nonce", context: sample, count: algorithms.aead.nonceByteCount)
        return (key, nonce.copyBytes())
    }
}

extension PrivateMessage {
    /// Encrypts a signed message under a key of its sender's ratchet.
    package init(
        protecting message: AuthenticatedContent, from sender: LeafIndex,
        key: HashRatchet.Key, senderDataSecret: Secret, paddingByteCount: Int,
        random: RandomSource, _ algorithms: Algorithms
    ) throws(MLSError) {
        let content = message.content
        self.init(
            groupID: content.groupID, epoch: content.epoch, contentType: content.contentType,
            authenticatedData: content.authenticatedData, encryptedSenderData: [],
            ciphertext: [])
        let senderData = SenderData(
            leafIndex: sender, generation: key.generation,
            reuseGuard: random.bytes(count: SenderData.reuseGuardByteCount))
        var plaintext = MLSEncoder(capacity: 256)
        content.body.encode(into: &plaintext)
        message.auth.encode(into: &plaintext)
        plaintext.writeRaw(repeatElement(0, count: paddingByteCount))
        ciphertext = try algorithms.aead.seal(
            plaintext.bytes, key: key.key, nonce: senderData.guarded(key.nonce),
            authenticating: contentAAD)
        let senderKey = SenderData.key(
            secret: senderDataSecret, ciphertext: ciphertext, algorithms)
        encryptedSenderData = try algorithms.aead.seal(
            senderData.encoded, key: senderKey.key, nonce: senderKey.nonce,
            authenticating: senderDataAAD)
    }

    /// Decrypts who sent the message.
    package func openSenderData(
        secret: Secret, _ algorithms: Algorithms
    ) throws(MLSError) -> SenderData {
        let key = SenderData.key(secret: secret, ciphertext: ciphertext, algorithms)
        guard
            let bytes = algorithms.aead.open(
                encryptedSenderData, key: key.key, nonce: key.nonce,
                authenticating: senderDataAAD)
        else { throw MLSError(.senderDataDecryption) }
        return try SenderData(encoded: bytes)
    }

    /// Decrypts the content; the signature is still to be verified.
    package func open(
        key: HashRatchet.Key, senderData: SenderData, _ algorithms: Algorithms
    ) throws(MLSError) -> AuthenticatedContent {
        guard
            let plaintext = algorithms.aead.open(
                ciphertext, key: key.key, nonce: senderData.guarded(key.nonce),
                authenticating: contentAAD)
        else { throw MLSError(.decryption) }
        var decoder = MLSDecoder(plaintext)
        let body = try FramedContent.Body(from: &decoder, type: contentType)
        let auth = try FramedContentAuthData(from: &decoder, type: contentType)
        // All of the padding is read whatever it holds: its length is not to be had from timing.
        guard decoder.readRest().reduce(0, |) == 0 else { throw MLSError(.padding) }
        let content = FramedContent(
            groupID: groupID, epoch: epoch, sender: .member(senderData.leafIndex),
            authenticatedData: authenticatedData, body: body)
        return AuthenticatedContent(
            wireFormat: .privateMessage, content: content, auth: auth)
    }

    private var contentAAD: [UInt8] {
        var encoder = MLSEncoder()
        encoder.writeRaw(senderDataAAD)
        encoder.write(opaque: authenticatedData)
        return encoder.bytes
    }

    private var senderDataAAD: [UInt8] {
        var encoder = MLSEncoder()
        encoder.write(opaque: groupID)
        encoder.write(epoch)
        encoder.write(contentType)
        return encoder.bytes
    }
}
