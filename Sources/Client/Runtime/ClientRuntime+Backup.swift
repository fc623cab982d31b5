extension ClientRuntime {
    /// Writes a backup of the vault as it is at one moment.
    ///
    /// Not on the runtime's thread: a large vault must not hold up the conversations.
    /// - Throws: ``BackupError``, ``FileError`` or ``VaultError``.
    @concurrent
    package nonisolated func backUp(
        to path: String, replacing: Bool
    ) async throws -> BackupSummary {
        try vault.backUp(to: path, replacing: replacing)
    }

    /// Writes a backup to a file in the home that has no name afterwards.
    /// - Throws: ``FileError`` or ``VaultError``; nothing is left of it then.
    @concurrent
    package nonisolated func backUpForDownload() async throws -> FileDownload {
        let path = vault.home.downloadPath(UInt64.random(in: .min ... .max))
        _ = try vault.backUp(to: path, replacing: false)
        return try FileDownload(taking: path)
    }
}
