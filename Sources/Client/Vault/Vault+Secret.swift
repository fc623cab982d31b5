extension Vault {
    /// Has another passphrase or key file open the vault from now on.
    ///
    /// What the old one wrapped is overwritten before its file goes. A program that runs on the
    /// vault goes on; earlier backups open with what opened the vault when they were made.
    /// - Throws: ``VaultError/wrongPassphrase`` and its kin; nothing has changed then.
    package static func changeSecret(
        of home: AccountHome, from old: VaultSecret, to new: VaultSecret,
        cost: ScryptCost = .standard
    ) throws {
        let header = try VaultHeader.read(home.headerPath)
        let changed = try header.rewrapped(from: old, to: new, cost: cost)
        let former = try HeldFile(home.headerPath)
        try changed.write(home.headerPath)
        try former.overwrite()
    }
}
