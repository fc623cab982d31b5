package import Crypto
import FoundationEssentials
package import Wire

/// What an invite link gives to both sides of a knock.
///
/// A knock is a salt (16 bytes), the accepter's ephemeral X25519 key under a mask from the link's
/// secret (32), and an AES-256-GCM box (208) under a key that mixes the agreement of the ephemeral
/// with the link's one-time key into the secret. Without the link all of it is random: a bare
/// X25519 key would be recognised as one. Who has only seen the link reads no knock.
package struct KnockSecret: Sendable {
    private static let saltByteCount = 16
    private static let contentByteCount = DeploymentParameters.knockByteCount - 16 - 32 - 16

    let deployment: [UInt8]
    let secret: [UInt8]
    let oneTimeKey: [UInt8]

    package init(deployment: [UInt8], secret: [UInt8], oneTimeKey: [UInt8]) {
        self.deployment = deployment
        self.secret = secret
        self.oneTimeKey = oneTimeKey
    }

    init(_ link: InviteLink) {
        deployment = link.deployment.identifier
        secret = link.secret
        oneTimeKey = link.oneTimeKey
    }

    /// Who knocked.
    package struct Knock: Equatable {
        package var slot: UInt32
        package var generation: UInt32
        package var ephemeralKey: [UInt8]
    }

    /// The place of the board at which the link is answered in a round.
    package func place(_ round: Round, _ parameters: DeploymentParameters) -> Int {
        var writer = ByteWriter()
        writer.writeString("moonless knock place v1")
        writer.write(deployment)
        writer.writeInteger(round.rawValue)
        let code = HMAC<SHA256>.authenticationCode(
            for: writer.bytes, using: SymmetricKey(data: secret))
        let number = Array(code).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Int(number % UInt64(parameters.knockPlaceCount))
    }

    // MARK: The accepter's side

    package func seal(
        slot: UInt32, generation: UInt32, ephemeral: Curve25519.KeyAgreement.PrivateKey,
        round: Round, random: inout RandomSource
    ) throws -> [UInt8] {
        let salt = random.bytes(Self.saltByteCount)
        let publicKey = Array(ephemeral.publicKey.rawRepresentation)
        var writer = ByteWriter()
        writer.writeInteger(slot)
        writer.writeInteger(generation)
        let content =
            writer.bytes
            + [UInt8](repeating: 0, count: Self.contentByteCount - writer.bytes.count)
        let agreed = try ephemeral.sharedSecretFromKeyAgreement(
            with: .init(rawRepresentation: oneTimeKey))
        let box = try AES.GCM.seal(
            content, using: boxKey(agreed, salt, publicKey, round), nonce: Self.nonce(),
            authenticating: salt)
        let masked = zip(publicKey, mask(salt, round)).map { $0 ^ $1 }
        return salt + masked + Array(box.ciphertext) + Array(box.tag)
    }

    // MARK: The inviter's side

    package func open(
        _ record: [UInt8], oneTime: Curve25519.KeyAgreement.PrivateKey, round: Round
    ) -> Knock? {
        guard record.count == DeploymentParameters.knockByteCount else { return nil }
        let salt = Array(record[0..<16])
        let ephemeralKey = zip(record[16..<48], mask(salt, round)).map { $0 ^ $1 }
        guard
            let publicKey = try? Curve25519.KeyAgreement.PublicKey(
                rawRepresentation: ephemeralKey),
            let agreed = try? oneTime.sharedSecretFromKeyAgreement(with: publicKey),
            let nonce = try? Self.nonce(),
            let box = try? AES.GCM.SealedBox(
                nonce: nonce, ciphertext: record[48..<record.count - 16],
                tag: record.suffix(16)),
            let content = try? AES.GCM.open(
                box, using: boxKey(agreed, salt, ephemeralKey, round), authenticating: salt)
        else { return nil }
        var reader = ByteReader(Array(content))
        guard let slot = try? reader.readInteger(UInt32.self, "slot"),
            let generation = try? reader.readInteger(UInt32.self, "generation")
        else { return nil }
        return Knock(slot: slot, generation: generation, ephemeralKey: ephemeralKey)
    }

    // MARK: Both sides

    /// The secret of the introduction's channel.
    func channelSecret(
        _ agreed: SharedSecret, ephemeralKey: [UInt8], inviter: PeerSlot, accepter: PeerSlot
    ) -> SymmetricKey {
        var writer = ByteWriter()
        writer.writeString("moonless introduction v1")
        writer.write(deployment)
        writer.write(oneTimeKey)
        writer.write(ephemeralKey)
        for peer in [inviter, accepter] {
            writer.writeInteger(peer.slot)
            writer.writeInteger(peer.generation)
        }
        return agreed.hkdfDerivedSymmetricKey(
            using: SHA256.self, salt: secret, sharedInfo: writer.bytes, outputByteCount: 32)
    }

    private func mask(_ salt: [UInt8], _ round: Round) -> [UInt8] {
        let key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: secret), salt: salt,
            info: info("moonless knock mask v1", round), outputByteCount: 32)
        return key.withUnsafeBytes { Array($0) }
    }

    private func boxKey(
        _ agreed: SharedSecret, _ salt: [UInt8], _ ephemeralKey: [UInt8], _ round: Round
    ) -> SymmetricKey {
        agreed.hkdfDerivedSymmetricKey(
            using: SHA256.self, salt: secret + salt,
            sharedInfo: info("moonless knock v1", round) + ephemeralKey, outputByteCount: 32)
    }

    private func info(_ label: String, _ round: Round) -> [UInt8] {
        var writer = ByteWriter()
        writer.writeString(label)
        writer.write(deployment)
        writer.writeInteger(round.rawValue)
        return writer.bytes
    }

    /// The key is used once: it depends on a salt that is drawn for each knock.
    private static func nonce() throws -> AES.GCM.Nonce {
        try AES.GCM.Nonce(data: [UInt8](repeating: 0, count: 12))
    }
}
