import Client
import ServiceLifecycle

/// Opening and locking.
extension AgentHost {
    /// Opens the vault, or the screen.
    func unlock(_ passphrase: String) async throws {
        try await alone {
            let home = home
            switch board.stage {
            case .none: throw APIError.noAccount
            case .locked:
                let vault = try await guess {
                    try Vault.open(home, secret: .passphrase(passphrase))
                }
                try open(vault)
            case .open:
                try await guess {
                    try VaultHeader.read(home.headerPath).check(secret: .passphrase(passphrase))
                }
                board.setScreenLocked(false)
            }
        }
    }

    /// Closes the page to everybody who does not know the passphrase; the account goes on.
    func lockScreen() throws {
        guard board.openAccount != nil else { return }
        guard try !VaultHeader.read(home.headerPath).isOpenedByKeyFile else {
            throw APIError.noPassphrase
        }
        if !board.isScreenLocked { board.setScreenLocked(true) }
    }

    /// Has another passphrase open the vault; the account goes on, and so do open pages.
    func changePassphrase(_ request: PassphraseRequest) async throws {
        guard !request.newPassphrase.isEmpty else { throw APIError.emptyPassphrase }
        try await alone {
            let home = home
            guard board.openAccount != nil else { throw APIError.locked }
            guard try !VaultHeader.read(home.headerPath).isOpenedByKeyFile else {
                throw APIError.noPassphrase
            }
            try await guess {
                try Vault.changeSecret(
                    of: home, from: .passphrase(request.passphrase),
                    to: .passphrase(request.newPassphrase))
            }
        }
    }

    /// Locks the screen when nobody has used the page for as long as the settings say.
    func lockWhenIdle() async {
        try? await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: min(self.minute, .seconds(5)))
                await self.lockIfIdle()
            }
        }
    }

    private func lockIfIdle() {
        let minutes = store.settings.autoLockMinutes
        guard minutes > 0, !board.isScreenLocked, board.idleTime >= minute * minutes else { return }
        try? lockScreen()
    }
}
