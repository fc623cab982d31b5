import Crypto
import FoundationEssentials
import Wire

/// What an archive leaves out: the private keys, tonight's order, and what stands in a row with it.
struct Supplement: Codable, Sendable {
    static let currentVersion = 1

    var version = Self.currentVersion
    /// The seed of ``RowOrder``, in hexadecimal.
    var order: String
    /// The server's high-water mark, a time at which somebody was connected.
    ///
    /// Sixteen hexadecimal digits.
    var mark: String
    /// One bit a slot, in the order of slots, lowest bit first; base64url.
    var occupied: String
    /// One bit a ticket, in the order of `tickets.bin`.
    var usedTickets: String
    /// Accounts whose owners have deleted them, of which the helper has still to hear.
    ///
    /// As in the message *vacate* (PROTOCOL.md, section 7), without the request; base64url. Nil when there
    /// are none.
    var vacancies: [String]?
    /// Files of the server as they were, by name; base64url.
    var files: [String: String]

    /// Files that are kept as they are; all others are in the archive or made anew.
    static let fileNames = [
        "configuration.json", "keys.json", "tls.crt", "tls.key", "helper.public", "backup.public",
        "operations.json",
    ]

    static func bits(_ values: [Bool]) -> String {
        var bytes = [UInt8](repeating: 0, count: (values.count + 7) / 8)
        for (index, value) in values.enumerated() where value {
            bytes[index / 8] |= 1 << (index % 8)
        }
        return Base64URL.encode(bytes)
    }

    static func values(_ bits: String, count: Int) throws -> [Bool] {
        let bytes = try Base64URL.decode(bits)
        guard bytes.count == (count + 7) / 8 else {
            throw WireError(.wrongSize, "a bitmap of another size")
        }
        return (0..<count).map { bytes[$0 / 8] >> ($0 % 8) & 1 == 1 }
    }
}

/// A supplement on its way: sealed to the operator's backup key (HPKE, RFC 9180, base mode, X-Wing)
/// for one archive, and signed by the operator like the archive.
struct SealedSupplement: Codable, Sendable {
    static let format = "moonless export supplement"
    static let currentVersion = 1
    private static let context = Data("moonless export supplement v1".utf8)
    private static let suite = HPKE.Ciphersuite.XWingMLKEM768X25519_SHA256_AES_GCM_256
    /// A million slots make a bitmap of 125 kilobytes.
    private static let byteLimit = 1 << 26

    var format = Self.format
    var version = Self.currentVersion
    var role: String
    var round: UInt64
    /// SHA-256 of the archive's manifest, which holds the digests of all its entries.
    var manifest: String
    var encapsulation: String
    var sealed: String
    var signature: String

    init(
        _ supplement: Supplement, of archive: ArchiveManifest, manifest: [UInt8],
        to key: XWingMLKEM768X25519.PublicKey, signingKey: Curve25519.Signing.PrivateKey
    ) throws {
        role = archive.role
        round = archive.round
        let digest = ArchiveManifest.digest(manifest)
        self.manifest = Hexadecimal.encode(digest)
        var sender = try HPKE.Sender(
            recipientKey: key, ciphersuite: Self.suite, info: Self.context)
        let ciphertext = try sender.seal(
            Data(try JSONText.encode(supplement)), authenticating: Data(digest))
        encapsulation = Base64URL.encode(Array(sender.encapsulatedKey))
        sealed = Base64URL.encode(Array(ciphertext))
        signature = ""
        signature = Hexadecimal.encode(try signingKey.signature(for: signed))
    }

    /// What the signature covers: every other field.
    private var signed: [UInt8] {
        var writer = ByteWriter(reserving: sealed.utf8.count + 4_096)
        writer.writeString(format)
        writer.writeInteger(UInt64(version))
        writer.writeString(role)
        writer.writeInteger(round)
        writer.writeString(manifest)
        writer.writeString(encapsulation)
        writer.write(Array(sealed.utf8))
        return writer.bytes
    }

    static func read(_ path: String) throws -> SealedSupplement {
        guard PrivateFile.exists(path) else {
            throw ServerFailure(.missingInput, "'\(path)' is not there")
        }
        let bytes = try PrivateFile.read(path, limit: byteLimit)
        guard let file = try? JSONDecoder().decode(SealedSupplement.self, from: Data(bytes)),
            file.format == format
        else {
            throw ServerFailure(
                .data, "'\(path)' is no supplement of a Moonless export, or is damaged")
        }
        guard file.version == currentVersion else {
            throw ServerFailure(
                .data,
                "'\(path)' is of version \(file.version), this program knows "
                    + "\(currentVersion): use a newer moonlessd")
        }
        return file
    }

    /// - Parameter path: Its name, for complaints.
    func open(
        for archive: ArchiveManifest, manifest digest: [UInt8], signingKey: [UInt8],
        key: BackupKey.Private, path: String
    ) throws -> Supplement {
        guard manifest == Hexadecimal.encode(digest) else {
            throw ServerFailure(
                .data,
                "'\(path)' belongs to another archive (the \(role)'s of round \(round)), not to "
                    + "this one (the \(archive.role)'s of round \(archive.round)): find the "
                    + "supplement of the same night")
        }
        guard let signature = try? Hexadecimal.decode(signature),
            let signingKey = try? Curve25519.Signing.PublicKey(rawRepresentation: signingKey),
            signingKey.isValidSignature(signature, for: signed)
        else {
            throw ServerFailure(
                .data, "'\(path)' is damaged, or not signed by the archive's operator")
        }
        guard let encapsulation = try? Base64URL.decode(encapsulation),
            let sealed = try? Base64URL.decode(sealed),
            var recipient = try? HPKE.Recipient(
                privateKey: key, ciphersuite: Self.suite, info: Self.context,
                encapsulatedKey: Data(encapsulation)),
            let bytes = try? recipient.open(Data(sealed), authenticating: Data(digest))
        else {
            throw ServerFailure(
                .noPermission,
                "the backup key does not open '\(path)': it was sealed to another one")
        }
        guard let supplement = try? JSONDecoder().decode(Supplement.self, from: bytes),
            supplement.version == Supplement.currentVersion
        else {
            throw ServerFailure(
                .data, "'\(path)' is of a version that this program does not know")
        }
        return supplement
    }
}
