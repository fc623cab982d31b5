import ClientCore
import Crypto
import FoundationEssentials
import GRDB

extension Vault {
    /// Writes all records, as they are at one moment, to a sealed file.
    ///
    /// Others may go on reading and writing meanwhile. The file is opened by what opens the vault.
    /// - Parameters:
    ///   - path: of the file, which its owner alone may read.
    ///   - replacing: whether a file that is there may be replaced.
    /// - Throws: ``BackupError``, ``FileError`` or ``VaultError``.
    @discardableResult
    package func backUp(to path: String, replacing: Bool) throws -> BackupSummary {
        try withSnapshot { version, forEach in
            var writer = try BackupWriter(
                path, replacing: replacing, vault: VaultHeader.read(home.headerPath), vaultKey: key,
                records: version)
            try forEach { try writer.add($0, $1) }
            return try writer.finish()
        }
    }

    /// Makes a vault from a backup; its account is marked as restored.
    ///
    /// If anything is wrong with the file, the home is left without a vault.
    /// - Parameters:
    ///   - home: exists, and holds no vault.
    ///   - now: Unix time in milliseconds.
    package static func restore(
        _ backup: BackupReader, in home: AccountHome, secret: VaultSecret, at now: Int64
    ) throws -> BackupSummary {
        guard !home.hasVault else { throw HomeError.accountExists(home.path) }
        var backup = backup
        guard backup.records <= Vault.version else {
            throw BackupError.unknownVersion(backup.records)
        }
        try backup.open(secret: secret)
        do {
            return try fill(home, from: &backup, secret: secret, at: now)
        } catch {
            remove(from: home)
            throw error
        }
    }

    /// The header, without which nobody opens the vault, comes last.
    private static func fill(
        _ home: AccountHome, from backup: inout BackupReader, secret: VaultSecret, at now: Int64
    ) throws -> BackupSummary {
        var (header, key) = try VaultHeader.make(secret: secret, cost: backup.cost ?? .standard)
        remove(from: home)
        let vault = try Vault(home: home, header: header, key: key)
        do {
            defer { vault.close() }
            try vault.fill(from: &backup, at: now)
        }
        header.isComplete = true
        try header.write(home.headerPath)
        return backup.summary
    }

    private func fill(from backup: inout BackupReader, at now: Int64) throws {
        try begin(version: backup.records)
        while let records = try backup.next() {
            try apply(records.map { .put($0.key, value: $0.value) })
        }
        try migrate()
        guard let record = try load()[Account.recordKey] else { throw BackupError.noAccount }
        var account = try Account(decoding: record)
        account.markRestored(at: now)
        try apply([.put(Account.recordKey, value: try account.encoded())])
    }
}
