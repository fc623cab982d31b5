import Agent
import Client
import Testing

/// Accounts from backups, and other passphrases, through the API.
@Suite struct RestorationTests {
    private func backup() async throws -> [UInt8] {
        try await TestAgent.withHome { home in
            try TestAgent.makeAccount(home, .open)
            let vault = try Vault.open(home, secret: .passphrase(TestAgent.passphrase))
            defer { vault.close() }
            let path = home.path + "/download-test"
            try vault.backUp(to: path, replacing: false)
            return try PrivateFile.read(path)
        }
    }

    private func hand(_ bytes: [UInt8], _ agent: TestAgent) async throws -> BackupPreviewBody {
        try await agent.client.upload(
            .put, "restoration", bytes, type: "application/octet-stream",
            as: BackupPreviewBody.self)
    }

    private func restore(_ passphrase: String, _ agent: TestAgent) async throws -> RestorationBody {
        try await agent.client.send(
            .post, "restoration", RestorationRequest(passphrase: passphrase),
            as: RestorationBody.self)
    }

    private func code(_ body: () async throws -> Void) async throws -> String? {
        do {
            try await body()
            return nil
        } catch AgentClientError.refused(let content) {
            return content.code
        }
    }

    @Test func accountIsRestoredAndOpenAfterAMistypedPassphrase() async throws {
        let bytes = try await backup()
        try await TestAgent.run(.noAccount) { agent in
            #expect(try await code { _ = try await restore("x", agent) } == "no-backup")
            let preview = try await hand(bytes, agent)
            #expect(preview.bytes == bytes.count && preview.opensBy == .passphrase)
            #expect(try await code { _ = try await restore("wrong", agent) } == "wrong-passphrase")
            #expect(try await code { _ = try await restore("", agent) } == "empty-passphrase")
            #expect(!agent.home.hasVault)
            let restored = try await restore(TestAgent.passphrase, agent)
            #expect(restored.session.state == .open && restored.session.name == "Alice")
            #expect(try await agent.client.get("status", as: StatusBody.self).name == "Alice")
            #expect(!PrivateFile.exists(agent.home.restorationPath))
            #expect(try await code { _ = try await hand(bytes, agent) } == "account-exists")
        }
    }

    @Test func whatIsNoBackupLeavesNothing() async throws {
        let bytes = try await backup()
        try await TestAgent.run(.noAccount) { agent in
            for wrong in [[], Array("hello".utf8), Array(bytes.prefix(40))] {
                #expect(try await code { _ = try await hand(wrong, agent) } == "bad-backup")
                #expect(!PrivateFile.exists(agent.home.restorationPath))
            }
            // Whole to look at, altered inside.
            var altered = bytes
            altered[altered.count - 20] ^= 1
            _ = try await hand(altered, agent)
            #expect(
                try await code { _ = try await restore(TestAgent.passphrase, agent) }
                    == "bad-backup")
            #expect(!agent.home.hasVault)
            try await agent.client.send(.delete, "restoration")
            #expect(
                try await code { _ = try await restore(TestAgent.passphrase, agent) }
                    == "no-backup")
            #expect(
                try await agent.client.get("session", as: SessionBody.self).state == .none)
        }
    }

    @Test func passphraseIsChangedWhileTheAccountGoesOn() async throws {
        try await TestAgent.run { agent in
            func change(_ old: String, _ new: String) async throws -> String? {
                try await code {
                    try await agent.client.send(
                        .put, "passphrase", PassphraseRequest(passphrase: old, newPassphrase: new))
                }
            }
            #expect(try await change("wrong", "another one") == "wrong-passphrase")
            #expect(try await change(TestAgent.passphrase, "") == "empty-passphrase")
            #expect(try await change(TestAgent.passphrase, "another one") == nil)
            #expect(try await agent.client.get("status", as: StatusBody.self).name == "Alice")
            let header = try VaultHeader.read(agent.home.headerPath)
            try header.check(secret: .passphrase("another one"))
            #expect(throws: VaultError.wrongPassphrase) {
                try header.check(secret: .passphrase(TestAgent.passphrase))
            }
            let browser = try await agent.browser()
            _ = try await browser.ask("POST", "/api/v1/lock")
            let locked = try await browser.send(
                "PUT", "/api/v1/passphrase",
                PassphraseRequest(passphrase: "another one", newPassphrase: "x"))
            #expect(locked.code == "locked")
            let unlock = try await browser.send(
                "POST", "/api/v1/unlock", UnlockRequest(passphrase: "another one"))
            #expect(unlock.status == 200)
        }
        try await TestAgent.run(.openedByKeyFile) { agent in
            let refused = try await code {
                try await agent.client.send(
                    .put, "passphrase", PassphraseRequest(passphrase: "a", newPassphrase: "b"))
            }
            #expect(refused == "no-passphrase")
        }
    }
}
