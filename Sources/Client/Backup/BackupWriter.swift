import ClientCore
import Crypto
import FoundationEssentials
import Wire

/// Writes a backup record by record; it is in its place when ``finish()`` returns.
struct BackupWriter {
    private let output: FileOutput
    private let key: SymmetricKey
    private var chunk = ByteWriter()
    private var chunkCount: UInt64 = 0
    private var recordCount: UInt64 = 0
    private(set) var summary = BackupSummary()

    /// - Parameter records: version of the records.
    init(
        _ path: String, replacing: Bool, vault: VaultHeader, vaultKey: SymmetricKey, records: Int
    ) throws {
        output = try Self.open(path, replacing: replacing)
        let salt = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let header = Array(
            try encoder.encode(
                BackupFormat.Header(records: records, salt: salt, vault: vault)))
        key = BackupFormat.key(vaultKey: vaultKey, salt: salt, header: header)
        var beginning = ByteWriter()
        beginning.write(BackupFormat.mark)
        beginning.writeInteger(UInt32(header.count))
        beginning.write(header)
        try write(beginning.bytes)
    }

    private static func open(_ path: String, replacing: Bool) throws -> FileOutput {
        do {
            return try FileOutput(path, replacing: replacing)
        } catch {
            throw error.alreadyExists ? BackupError.exists(path) : error as any Error
        }
    }

    mutating func add(_ record: RecordKey, _ value: [UInt8]) throws {
        BackupFormat.encode(record, value, into: &chunk)
        recordCount += 1
        switch record.collection {
        case .conversation: summary.conversations += 1
        case .message: summary.messages += 1
        case .account, .group, .invite, .index, .part, .expiry: break
        }
        if chunk.bytes.count >= BackupFormat.chunkByteCount { try seal(isLast: false) }
    }

    mutating func finish() throws -> BackupSummary {
        if !chunk.bytes.isEmpty { try seal(isLast: false) }
        chunk.writeInteger(recordCount)
        try seal(isLast: true)
        do {
            try output.finish()
        } catch {
            throw error.alreadyExists ? BackupError.exists(error.path) : error as any Error
        }
        return summary
    }

    private mutating func seal(isLast: Bool) throws {
        let box = try AES.GCM.seal(
            chunk.bytes, using: key,
            nonce: try BackupFormat.nonce(chunkCount, isLast: isLast))
        var framed = ByteWriter(reserving: box.ciphertext.count + 32)
        framed.writeInteger(UInt32(box.ciphertext.count + BackupFormat.tagByteCount))
        framed.write(box.ciphertext)
        framed.write(box.tag)
        try write(framed.bytes)
        chunk = ByteWriter()
        chunkCount += 1
    }

    private mutating func write(_ bytes: [UInt8]) throws {
        try output.write(bytes)
        summary.bytes += bytes.count
    }
}
