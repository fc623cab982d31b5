import Client
import ClientCore
import FoundationEssentials
import Synchronization
import Testing

/// A vault that a program of version 1 of the vault wrote, with a conversation in full swing.
@Suite struct VaultMigrationTests {
    private struct Interruption: Error {}

    private let temporary: TemporaryHome
    private var home: AccountHome { temporary.home }
    private let secret: VaultSecret

    init() throws {
        temporary = try TemporaryHome()
        let fixture = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Fixtures/vault-v1").path(percentEncoded: false)
        for name in ["vault.json", "vault.sqlite"] {
            try PrivateFile.create(
                temporary.home.path + "/" + name,
                with: try PrivateFile.read(fixture + "/" + name))
        }
        secret = .keyFile(try PrivateFile.read(fixture + "/key"))
    }

    @Test func vaultOfVersion1Opens() throws {
        let vault = try Vault.open(home, secret: secret)
        let records = try vault.load()
        let account = try Account(decoding: #require(records[Account.recordKey]))
        #expect(account.displayName == "Alice")
        #expect(account.schema == Account.schema)
        #expect(account.restoredAt == nil)
        var engine = try ClientEngine(records: records)
        let bob = try #require(engine.contacts.first)
        #expect(bob.name == "Bob")
        #expect(bob.waitingCount == 1)
        let texts = try vault.messages(in: bob.id).filter { $0.kind == .text }.map(\.text)
        #expect(texts == ["hello", "hello you", "fine", "waits"])
        // The keys of version 1 are put away, the person is told, and what is written waits.
        #expect(bob.phase != .active)
        let sent = try engine.send(text: "after", to: bob.id, at: 1)
        #expect(sent.message.sequence == bob.lastSequence + 1)
        #expect(!engine.hasPending)
        let told = engine.connected(at: 2)
        #expect(
            told.events.contains {
                if case .message(let message) = $0 { message.kind == .event } else { false }
            })
        vault.close()
        // A second time there is nothing to migrate.
        #expect(try Vault.open(home, secret: secret).load() == records)
    }

    @Test func interruptedMigrationLeavesTheOldVault() throws {
        let interrupted =
            VaultMigration.all + [
                VaultMigration(from: 1) { records in
                    try records.put(RecordKey(.conversation, "between"), [1])
                    throw Interruption()
                }
            ]
        #expect(throws: Interruption.self) {
            try Vault.open(home, secret: secret, migrations: interrupted)
        }
        // The first step, which had done its work, is undone with the one that failed.
        let old = try Vault.openUnmigrated(home, secret: secret)
        let kept = try #require(try old.load()[Account.recordKey])
        old.close()
        #expect(throws: (any Error).self) { try Account(decoding: kept) }
        #expect(try Account(decodingVersion1: kept).displayName == "Alice")
        let records = try Vault.open(home, secret: secret).load()
        #expect(records[RecordKey(.conversation, "between")] == nil)
        #expect(try Account(decoding: #require(records[Account.recordKey])).displayName == "Alice")
    }

    /// What a crash leaves behind are the files as they are in the middle of the transaction.
    @Test func killedMigrationLeavesTheOldVault() throws {
        let copy = try TemporaryHome()
        let (from, to) = (home.path, copy.home.path)
        let copying =
            VaultMigration.all + [
                VaultMigration(from: 1) { _ in
                    for name in try PrivateFile.list(from) where !name.hasSuffix("-shm") {
                        try PrivateFile.replace(
                            to + "/" + name, with: try PrivateFile.read(from + "/" + name))
                    }
                }
            ]
        try Vault.open(home, secret: secret, migrations: copying).close()
        let seen = Mutex<Int?>(nil)
        let counting = [
            VaultMigration(from: 1) { records in
                let value = try records.value(Account.recordKey)
                let isOld = value.map { (try? Account(decoding: $0)) == nil }
                seen.withLock { $0 = isOld == true ? 1 : 2 }
                throw Interruption()
            }
        ]
        #expect(throws: Interruption.self) {
            try Vault.open(copy.home, secret: secret, migrations: counting)
        }
        #expect(seen.withLock { $0 } == 1)
        let records = try Vault.open(copy.home, secret: secret).load()
        #expect(try ClientEngine(records: records).contacts.map(\.name) == ["Bob"])
    }

    @Test func vaultOfALaterVersionIsNamed() throws {
        let vault = try Vault.open(home, secret: secret)
        try vault.pretendVersion(9)
        vault.close()
        #expect(throws: VaultError.unknownVersion(9, known: Vault.version)) {
            try Vault.open(home, secret: secret)
        }
    }

    @Test func backupOfVersion1IsMigratedAsItIsRestored() throws {
        let file = home.path + "/backup"
        // An agent of the earlier version has it open: nothing is migrated under its hands.
        let old = try Vault.openUnmigrated(home, secret: secret)
        try old.backUp(to: file, replacing: false)
        old.close()
        let elsewhere = try TemporaryHome()
        _ = try Vault.restore(
            try BackupReader(file), in: elsewhere.home, secret: secret, at: 7)
        let records = try Vault.open(elsewhere.home, secret: secret).load()
        #expect(try Account(decoding: #require(records[Account.recordKey])).restoredAt == 7)
        // The conversation's keys are put away; what waits is still there.
        var engine = try ClientEngine(records: records)
        let bob = try #require(engine.contacts.first)
        #expect(bob.phase != .active)
        #expect(bob.waitingCount == 1)
        _ = try engine.send(text: "queued", to: bob.id, at: 1)
        #expect(!engine.hasPending)
    }
}
