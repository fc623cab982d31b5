import ClientCore
import Crypto
import FoundationEssentials
import Wire

/// The file of a backup: a mark, a header of parameters, then sealed chunks of whole records and a
/// last one that counts them.
///
/// Chunks are sealed with AES-256-GCM under a key of this file alone, with their number and
/// whether they are the last in the nonce: none can be left out, moved, repeated or added. The key
/// comes from the vault's, a fresh salt and the header's hash, so that what opens the vault opens
/// its backups, and a running agent can make one without asking for the passphrase.
enum BackupFormat {
    static let version = 1
    static let mark = Array("moonless backup\n".utf8)
    static let headerLimit = 1 << 16
    /// A chunk is full at this size, but never ends inside a record.
    static let chunkByteCount = 1 << 16
    static let chunkLimit = 1 << 28
    static let tagByteCount = 16

    struct Version: Codable { var version: Int }

    struct Header: Codable {
        var version = BackupFormat.version
        /// Version of the records, as the vault's database states it.
        var records: Int
        var salt: Data
        /// How a passphrase or a key file unwraps the vault's key.
        var vault: VaultHeader
    }

    static func key(vaultKey: SymmetricKey, salt: Data, header: [UInt8]) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: vaultKey, salt: salt,
            info: Array("moonless backup v1".utf8) + SHA256.hash(data: header),
            outputByteCount: 32)
    }

    static func nonce(_ number: UInt64, isLast: Bool) throws -> AES.GCM.Nonce {
        var writer = ByteWriter()
        writer.writeInteger(number)
        writer.writeInteger(UInt32(isLast ? 1 : 0))
        return try AES.GCM.Nonce(data: writer.bytes)
    }

    static func encode(_ key: RecordKey, _ value: [UInt8], into writer: inout ByteWriter) {
        writer.writeString(key.collection.rawValue)
        writer.writeString(key.key)
        writer.writeInteger(UInt32(value.count))
        writer.write(value)
    }

    static func decode(_ chunk: [UInt8]) throws(WireError) -> [(key: RecordKey, value: [UInt8])] {
        var reader = ByteReader(chunk)
        var records: [(key: RecordKey, value: [UInt8])] = []
        while reader.remaining > 0 {
            let name = try reader.readString("collection")
            guard let collection = RecordKey.Collection(rawValue: name) else {
                throw WireError(.invalidValue, "a record of an unknown kind")
            }
            let key = RecordKey(collection, try reader.readString("key"))
            let count: UInt32 = try reader.readInteger("length")
            records.append((key, try reader.read(Int(count), "value")))
        }
        return records
    }
}
