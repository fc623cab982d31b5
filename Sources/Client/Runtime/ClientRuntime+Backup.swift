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
}
