/// An invitation to a conversation, for one person: the inviter's slot and identity, a one-time
/// X25519 key and a secret.
package struct InviteLink: Sendable, Equatable {
    package static let secretByteCount = 16

    package var deployment: DeploymentReference
    package var slot: UInt32
    package var generation: UInt32
    /// SHA-256 of the inviter's identity key.
    package var identityFingerprint: [UInt8]
    /// X25519, 32 bytes; used for this link alone.
    package var oneTimeKey: [UInt8]
    package var secret: [UInt8]
    /// Unix time in seconds after which the link is refused.
    package var expiresAt: UInt64

    package init(
        deployment: DeploymentReference, slot: UInt32, generation: UInt32,
        identityFingerprint: [UInt8], oneTimeKey: [UInt8], secret: [UInt8], expiresAt: UInt64
    ) {
        self.deployment = deployment
        self.slot = slot
        self.generation = generation
        self.identityFingerprint = identityFingerprint
        self.oneTimeKey = oneTimeKey
        self.secret = secret
        self.expiresAt = expiresAt
    }

    package init(_ text: String) throws(WireError) {
        var reader = ByteReader(try LinkText.decode(text, kind: .invite))
        deployment = try DeploymentReference(reading: &reader)
        slot = try reader.readInteger("slot")
        generation = try reader.readInteger("generation")
        identityFingerprint = try reader.read(32, "identity fingerprint")
        oneTimeKey = try reader.read(32, "one-time key")
        secret = try reader.read(Self.secretByteCount, "secret")
        expiresAt = try reader.readInteger("expiry")
        try reader.finish("link")
    }

    package var text: String {
        var writer = ByteWriter()
        deployment.encode(into: &writer)
        writer.writeInteger(slot)
        writer.writeInteger(generation)
        writer.write(identityFingerprint)
        writer.write(oneTimeKey)
        writer.write(secret)
        writer.writeInteger(expiresAt)
        return LinkText.encode(writer.bytes, kind: .invite)
    }
}
