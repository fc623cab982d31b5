import Client
import Hummingbird

/// An account from a backup, in a home that has none.
extension AgentHost {
    /// The largest backup that is taken.
    private static let backupByteLimit = 1 << 34

    /// Keeps a backup, as sealed as it comes, until ``restore(_:)``.
    func takeBackup(_ request: Request) async throws -> BackupPreviewBody {
        try await alone {
            try checkEmpty()
            let file = try FileOutput(home.restorationPath, replacing: true)
            var count = 0
            for try await part in request.body {
                count += part.readableBytes
                guard count <= Self.backupByteLimit else {
                    throw APIError(.contentTooLarge, .fileTooLarge, "no backup is that large")
                }
                try file.write(Array(part.readableBytesView))
            }
            try file.finish()
            do {
                let backup = try BackupReader(home.restorationPath)
                return BackupPreviewBody(
                    bytes: count, opensBy: backup.isOpenedByKeyFile ? .keyFile : .passphrase)
            } catch {
                dropBackup()
                throw error
            }
        }
    }

    /// Makes the account's home and opens it; after a wrong passphrase the backup is still there.
    func restore(_ request: RestorationRequest) async throws -> BackupSummary {
        guard !request.passphrase.isEmpty else { throw APIError.emptyPassphrase }
        return try await alone {
            try checkEmpty()
            let home = home
            let path = home.restorationPath
            guard PrivateFile.exists(path) else { throw APIError.noBackup }
            let secret = VaultSecret.passphrase(request.passphrase)
            let now = WallClock.system.now()
            let summary = try await guess {
                try Vault.restore(try BackupReader(path), in: home, secret: secret, at: now)
            }
            dropBackup()
            board.set(.locked)
            try open(try await guess { try Vault.open(home, secret: secret) })
            return summary
        }
    }

    func dropBackup() { PrivateFile.remove(home.restorationPath) }

    private func checkEmpty() throws {
        guard case .none = board.stage, !home.hasVault else { throw APIError.accountExists }
    }
}
