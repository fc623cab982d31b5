import Crypto
import CryptoExtras
import FoundationEssentials
import Wire

/// The vault's small file of parameters: how its key is wrapped.
///
/// Holds nothing that is secret without the passphrase or the key file.
package struct VaultHeader: Codable, Sendable {
    package static let version = 1
    static let saltByteCount = 32

    private struct Version: Codable { var version: Int }

    package var version = Self.version
    /// Present if a passphrase opens the vault, absent if a key file does.
    package var scrypt: ScryptCost?
    var salt: Data
    /// The vault's key under AES-256-GCM: nonce, ciphertext, tag.
    var wrappedKey: Data
    /// False until the account that is to live in the vault is complete.
    package var isComplete: Bool

    package var isOpenedByKeyFile: Bool { scrypt == nil }

    /// Draws a vault key and wraps it.
    static func make(
        secret: VaultSecret, cost: ScryptCost
    ) throws -> (header: VaultHeader, key: SymmetricKey) {
        let key = SymmetricKey(size: .bits256)
        var salt = [UInt8](repeating: 0, count: saltByteCount)
        var generator = SystemRandomNumberGenerator()
        for index in salt.indices {
            salt[index] = UInt8.random(in: .min ... .max, using: &generator)
        }
        var header = VaultHeader(salt: Data(salt), wrappedKey: Data(), isComplete: false)
        if case .passphrase = secret { header.scrypt = cost }
        let box = try AES.GCM.seal(
            key.withUnsafeBytes { Data($0) }, using: try header.wrappingKey(secret),
            authenticating: header.associatedData)
        header.wrappedKey = Data(box.nonce) + box.ciphertext + box.tag
        return (header, key)
    }

    /// Unwraps the vault's key.
    func open(secret: VaultSecret) throws -> SymmetricKey {
        let wrappingKey = try wrappingKey(secret)
        guard let box = try? AES.GCM.SealedBox(combined: wrappedKey),
            let key = try? AES.GCM.open(box, using: wrappingKey, authenticating: associatedData)
        else { throw isOpenedByKeyFile ? VaultError.wrongKeyFile : VaultError.wrongPassphrase }
        return SymmetricKey(data: key)
    }

    /// The same key, wrapped under another secret.
    func rewrapped(
        from old: VaultSecret, to new: VaultSecret, cost: ScryptCost
    ) throws -> VaultHeader {
        let key = try open(secret: old)
        var (header, _) = try Self.make(secret: new, cost: cost)
        let box = try AES.GCM.seal(
            key.withUnsafeBytes { Data($0) }, using: try header.wrappingKey(new),
            authenticating: header.associatedData)
        header.wrappedKey = Data(box.nonce) + box.ciphertext + box.tag
        header.isComplete = isComplete
        return header
    }

    /// - Throws: ``VaultError/wrongPassphrase`` and its kin, if this does not open the vault.
    package func check(secret: VaultSecret) throws { _ = try open(secret: secret) }

    private var associatedData: Data {
        var parameters = "moonless vault v\(version)"
        if let scrypt {
            parameters += " scrypt \(scrypt.rounds) \(scrypt.blockSize) \(scrypt.parallelism)"
        }
        return Data(parameters.utf8) + salt
    }

    private func wrappingKey(_ secret: VaultSecret) throws -> SymmetricKey {
        switch (secret, scrypt) {
        case (.passphrase(let passphrase), .some(let cost)):
            guard cost.isPlausible else { throw VaultError.damaged("absurd scrypt parameters") }
            return try KDF.Scrypt.deriveKey(
                from: Data(passphrase.utf8), salt: salt, outputByteCount: 32,
                rounds: cost.rounds, blockSize: cost.blockSize, parallelism: cost.parallelism)
        case (.keyFile(let bytes), nil):
            guard bytes.count >= 32 else { throw VaultError.keyFileTooShort }
            return HKDF<SHA256>.deriveKey(
                inputKeyMaterial: SymmetricKey(data: bytes), salt: salt,
                info: Data("moonless key file v1".utf8), outputByteCount: 32)
        case (.passphrase, nil): throw VaultError.keyFileNeeded
        case (.keyFile, .some): throw VaultError.passphraseNeeded
        }
    }
}

extension VaultHeader {
    package static func read(_ path: String) throws -> VaultHeader {
        let data = Data(try PrivateFile.read(path))
        guard let version = try? JSONDecoder().decode(Version.self, from: data) else {
            throw VaultError.damaged("its header is unreadable")
        }
        guard version.version == Self.version else {
            throw VaultError.unknownVersion(version.version, known: Self.version)
        }
        guard let header = try? JSONDecoder().decode(VaultHeader.self, from: data) else {
            throw VaultError.damaged("its header is unreadable")
        }
        return header
    }

    func write(_ path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try PrivateFile.replace(path, with: Array(try encoder.encode(self)) + [0x0A])
    }
}
