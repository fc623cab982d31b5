/// Lets new members into the group, RFC 9420 section 12.4.3.1.
public struct Welcome: MLSCodable, Sendable, Hashable {
    /// The group's suite.
    public var cipherSuite: CipherSuite
    /// The secrets for each new member.
    public var secrets: [EncryptedGroupSecrets]
    /// The GroupInfo, encrypted under a key that the secrets lead to.
    public var encryptedGroupInfo: [UInt8]

    package init(
        cipherSuite: CipherSuite, secrets: [EncryptedGroupSecrets], encryptedGroupInfo: [UInt8]
    ) {
        self.cipherSuite = cipherSuite
        self.secrets = secrets
        self.encryptedGroupInfo = encryptedGroupInfo
    }

    /// The Welcome with the secrets of one new member alone: who is reached by a way of its own needs
    /// no others'.
    ///
    /// - Returns: a Welcome without secrets if that member is not among those added.
    public func addressed(to package: KeyPackage) throws(MLSError) -> Welcome {
        let reference = try package.reference()
        var copy = self
        copy.secrets.removeAll { $0.newMember != reference }
        return copy
    }

    /// Reads a Welcome.
    public init(from decoder: inout MLSDecoder) throws(MLSError) {
        cipherSuite = try decoder.read()
        secrets = try decoder.readVector()
        encryptedGroupInfo = try decoder.readOpaque()
    }

    /// Appends the encoding.
    public func encode(into encoder: inout MLSEncoder) {
        encoder.write(cipherSuite)
        encoder.write(vector: secrets)
        encoder.write(opaque: encryptedGroupInfo)
    }
}

/// The secrets for one new member, RFC 9420 section 12.4.3.1.
public struct EncryptedGroupSecrets: MLSCodable, Sendable, Hashable {
    /// The reference of the key package that was used.
    public var newMember: [UInt8]
    /// The GroupSecrets, encrypted to that key package's init key.
    public var encryptedGroupSecrets: HPKECiphertext

    package init(newMember: [UInt8], encryptedGroupSecrets: HPKECiphertext) {
        self.newMember = newMember
        self.encryptedGroupSecrets = encryptedGroupSecrets
    }

    /// Reads the secrets for one member.
    public init(from decoder: inout MLSDecoder) throws(MLSError) {
        newMember = try decoder.readOpaque()
        encryptedGroupSecrets = try decoder.read()
    }

    /// Appends the encoding.
    public func encode(into encoder: inout MLSEncoder) {
        encoder.write(opaque: newMember)
        encoder.write(encryptedGroupSecrets)
    }
}
