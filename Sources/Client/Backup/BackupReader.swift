import ClientCore
import Crypto
import FoundationEssentials
import Wire

/// Reads a backup chunk by chunk, each authenticated before anything of it is believed.
///
/// Only when ``next()`` has returned nil was the file complete and unaltered as a whole.
package struct BackupReader {
    private let input: FileInput
    private let headerBytes: [UInt8]
    private let header: BackupFormat.Header
    private var key: SymmetricKey?
    private var chunkCount: UInt64 = 0
    private var recordCount: UInt64 = 0
    private(set) var summary = BackupSummary()

    /// - Throws: ``BackupError`` or ``FileError``.
    package init(_ path: String) throws {
        input = try FileInput(path)
        guard try input.read(BackupFormat.mark.count) == BackupFormat.mark else {
            throw BackupError.notABackup
        }
        headerBytes = try Self.readVector(input, limit: BackupFormat.headerLimit)
        let data = Data(headerBytes)
        guard let version = try? JSONDecoder().decode(BackupFormat.Version.self, from: data) else {
            throw BackupError.altered
        }
        guard version.version == BackupFormat.version else {
            throw BackupError.unknownVersion(version.version)
        }
        guard let header = try? JSONDecoder().decode(BackupFormat.Header.self, from: data) else {
            throw BackupError.altered
        }
        guard header.vault.version == VaultHeader.version else {
            throw BackupError.unknownVersion(header.vault.version)
        }
        self.header = header
        summary.bytes = BackupFormat.mark.count + 4 + headerBytes.count
    }

    package var isOpenedByKeyFile: Bool { header.vault.isOpenedByKeyFile }
    var records: Int { header.records }
    /// The work that a guess of the passphrase costs.
    var cost: ScryptCost? { header.vault.scrypt }

    /// - Throws: ``VaultError/wrongPassphrase`` and its kin.
    mutating func open(secret: VaultSecret) throws {
        let vaultKey = try header.vault.open(secret: secret)
        key = BackupFormat.key(vaultKey: vaultKey, salt: header.salt, header: headerBytes)
    }

    /// - Returns: the next records; nil after the last, if nothing is missing.
    mutating func next() throws -> [(key: RecordKey, value: [UInt8])]? {
        guard let key else { throw BackupError.notABackup }
        let sealed = try Self.readVector(input, limit: BackupFormat.chunkLimit)
        summary.bytes += 4 + sealed.count
        if let chunk = open(sealed, key, isLast: false) {
            chunkCount += 1
            do {
                let records = try BackupFormat.decode(chunk)
                count(records)
                return records
            } catch {
                throw BackupError.altered
            }
        }
        guard let last = open(sealed, key, isLast: true) else { throw BackupError.altered }
        var reader = ByteReader(last)
        guard try reader.readInteger(UInt64.self, "records") == recordCount, reader.remaining == 0,
            try input.read(1).isEmpty
        else { throw BackupError.altered }
        return nil
    }

    private mutating func count(_ records: [(key: RecordKey, value: [UInt8])]) {
        recordCount += UInt64(records.count)
        summary.conversations += records.count { $0.key.collection == .conversation }
        summary.messages += records.count { $0.key.collection == .message }
    }

    private func open(_ sealed: [UInt8], _ key: SymmetricKey, isLast: Bool) -> [UInt8]? {
        guard sealed.count >= BackupFormat.tagByteCount,
            let box = try? AES.GCM.SealedBox(
                nonce: BackupFormat.nonce(chunkCount, isLast: isLast),
                ciphertext: sealed.dropLast(BackupFormat.tagByteCount),
                tag: sealed.suffix(BackupFormat.tagByteCount)),
            let chunk = try? AES.GCM.open(box, using: key)
        else { return nil }
        return Array(chunk)
    }

    private static func readVector(_ input: FileInput, limit: Int) throws -> [UInt8] {
        let prefix = try input.read(4)
        guard prefix.count == 4 else { throw BackupError.truncated }
        let count = prefix.reduce(0) { $0 << 8 | Int($1) }
        guard count <= limit else { throw BackupError.altered }
        let bytes = try input.read(count)
        guard bytes.count == count else { throw BackupError.truncated }
        return bytes
    }
}
