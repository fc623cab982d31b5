import Client
import ClientCore
import Crypto
import Glibc
import Testing

@Suite struct BackupTests {
    private let temporary: TemporaryHome
    private let elsewhere: TemporaryHome
    private let secret = VaultSecret.passphrase("correct horse")
    private var file: String { temporary.home.path + "/backup" }

    init() throws {
        temporary = try TemporaryHome()
        elsewhere = try TemporaryHome()
    }

    private func account() -> Account {
        Account(
            deploymentFile: [1], slot: 3, generation: 4,
            accountKey: Curve25519.Signing.PrivateKey(), displayName: "Alice", proxy: "")
    }

    /// A vault with an account, two conversations and more messages than a chunk holds.
    private func filledVault() throws -> Vault {
        let vault = try Vault.create(in: temporary.home, secret: secret, cost: .forTests)
        try vault.apply([
            .put(Account.recordKey, value: try account().encoded()),
            .put(RecordKey(.conversation, "c1"), value: Array("one".utf8)),
            .put(RecordKey(.conversation, "c2"), value: [UInt8](repeating: 7, count: 100_000)),
        ])
        try vault.apply(
            (1...500).map { sequence in
                .put(MessageRecord.recordKey("c1", sequence), value: Self.message(sequence))
            })
        return vault
    }

    private static func message(_ sequence: UInt64) -> [UInt8] {
        Array(
            """
            {"id": "m\(sequence)", "conversation": "c1", "sequence": \(sequence), "kind": "text",
            "from": "Bob", "text": "\(String(repeating: "x", count: 300))", "sentAt": 1,
            "state": "received", "isRead": false}
            """.utf8)
    }

    private func restore(_ path: String, secret: VaultSecret? = nil) throws -> BackupSummary {
        try Vault.restore(
            try BackupReader(path), in: elsewhere.home, secret: secret ?? self.secret, at: 5_000)
    }

    // MARK: There and back

    @Test func everythingComesBackAndTheAccountIsMarked() throws {
        let vault = try filledVault()
        let written = try vault.backUp(to: file, replacing: false)
        #expect(written.conversations == 2)
        #expect(written.messages == 500)
        #expect(written.bytes == (try PrivateFile.read(file)).count)
        #expect(try restore(file) == written)
        let again = try Vault.open(elsewhere.home, secret: secret)
        var expected = try vault.load()
        var found = try again.load()
        let old = try Account(decoding: #require(expected[Account.recordKey]))
        let new = try Account(decoding: #require(found[Account.recordKey]))
        expected[Account.recordKey] = nil
        found[Account.recordKey] = nil
        #expect(found == expected)
        #expect(try again.messages(in: "c1") == vault.messages(in: "c1"))
        #expect(new.accountKey == old.accountKey)
        #expect(old.restorationCount == 0)
        #expect(new.restorationCount == 1)
        #expect(new.restoredAt == 5_000)
        #expect(try VaultHeader.read(elsewhere.home.headerPath).isComplete)
    }

    @Test func aRestoredAccountsBackupCountsOn() throws {
        try filledVault().backUp(to: file, replacing: false)
        _ = try restore(file)
        let restored = try Vault.open(elsewhere.home, secret: secret)
        let second = elsewhere.home.path + "/backup"
        try restored.backUp(to: second, replacing: false)
        restored.close()
        let third = try TemporaryHome()
        _ = try Vault.restore(
            try BackupReader(second), in: third.home, secret: secret, at: 6_000)
        let record = try Vault.open(third.home, secret: secret).load()[Account.recordKey]
        #expect(try Account(decoding: #require(record)).restorationCount == 2)
    }

    @Test func keyFileOpensTheBackupOfItsVault() throws {
        let key = VaultSecret.keyFile([UInt8](repeating: 7, count: 32))
        let vault = try Vault.create(in: temporary.home, secret: key)
        try vault.apply([.put(Account.recordKey, value: try account().encoded())])
        try vault.backUp(to: file, replacing: false)
        #expect(try BackupReader(file).isOpenedByKeyFile)
        #expect(throws: VaultError.keyFileNeeded) { try restore(file) }
        _ = try restore(file, secret: key)
        _ = try Vault.open(elsewhere.home, secret: key)
    }

    @Test func backupIsOfOneMomentWhileOthersWrite() async throws {
        let vault = try filledVault()
        let first = RecordKey(.conversation, "c1")
        let second = RecordKey(.invite, "i1")
        try vault.apply([.put(first, value: [0]), .put(second, value: [0])])
        // Both records always change together; a copy of two moments would show them apart.
        let writer = Task.detached {
            var count: UInt8 = 0
            while !Task.isCancelled {
                count &+= 1
                try vault.apply([.put(first, value: [count]), .put(second, value: [count])])
            }
        }
        for round in 0..<10 {
            let path = file + "-\(round)"
            try vault.backUp(to: path, replacing: false)
            let home = try TemporaryHome()
            _ = try Vault.restore(try BackupReader(path), in: home.home, secret: secret, at: 1)
            let records = try Vault.open(home.home, secret: secret).load()
            #expect(records[first] == records[second])
        }
        writer.cancel()
        _ = await writer.result
    }

    // MARK: Refusals

    @Test func fileIsForItsOwnerAloneAndIsNotReplacedUnlessTold() throws {
        let vault = try filledVault()
        try vault.backUp(to: file, replacing: false)
        var status = stat()
        #expect(stat(file, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
        let before = try PrivateFile.read(file)
        #expect(throws: BackupError.exists(file)) { try vault.backUp(to: file, replacing: false) }
        #expect(try PrivateFile.read(file) == before)
        try vault.backUp(to: file, replacing: true)
        // Another salt: not one byte of ciphertext is the same.
        #expect(try PrivateFile.read(file) != before)
        #expect(!PrivateFile.exists(file + ".new"))
    }

    @Test func failureLeavesTheOldFileAndNothingElse() throws {
        let vault = try filledVault()
        try PrivateFile.create(file, with: [1, 2, 3])
        vault.close()
        var content = try PrivateFile.read(temporary.home.databasePath)
        // All over the second half: a single byte could lie where nothing is stored any more.
        for place in stride(from: content.count / 2, to: content.count, by: 61)
        where content[place] != 0 {
            content[place] ^= 1
        }
        try PrivateFile.replace(temporary.home.databasePath, with: content)
        let damaged = try Vault.open(temporary.home, secret: secret)
        #expect(throws: VaultError.self) { try damaged.backUp(to: file, replacing: true) }
        #expect(try PrivateFile.read(file) == [1, 2, 3])
        #expect(!PrivateFile.exists(file + ".new"))
    }

    @Test func wrongPassphraseIsRefused() throws {
        try filledVault().backUp(to: file, replacing: false)
        #expect(throws: VaultError.wrongPassphrase) {
            try restore(file, secret: .passphrase("correct horsf"))
        }
        #expect(!elsewhere.home.hasVault)
    }

    @Test func homeWithAnAccountIsNotOverwritten() throws {
        try filledVault().backUp(to: file, replacing: false)
        let other = try Vault.create(in: elsewhere.home, secret: secret, cost: .forTests)
        try other.apply([.put(RecordKey(.conversation, "own"), value: [1])])
        #expect(throws: HomeError.accountExists(elsewhere.home.path)) { try restore(file) }
        #expect(try other.load() == [RecordKey(.conversation, "own"): [1]])
    }

    /// Every cut and every changed byte, at places all over the file.
    @Test func truncatedAndAlteredFilesAreRefusedAndLeaveNothing() throws {
        try filledVault().backUp(to: file, replacing: false)
        let whole = try PrivateFile.read(file)
        let broken = file + "-broken"
        func refuses(_ bytes: [UInt8]) throws -> Bool {
            try PrivateFile.replace(broken, with: bytes)
            do {
                _ = try restore(broken)
                return false
            } catch is BackupError {} catch is VaultError {}
            let left = try PrivateFile.list(elsewhere.home.path)
            return left.isEmpty
        }
        let places =
            Array(0..<40) + Array(stride(from: 40, to: whole.count, by: 7_001))
            + [whole.count - 30, whole.count - 1]
        for place in places {
            #expect(try refuses(Array(whole.prefix(place))), "cut at \(place)")
            var altered = whole
            altered[place] ^= 0x10
            #expect(try refuses(altered), "altered at \(place)")
        }
        #expect(try refuses(whole + [0]))
    }

    @Test func chunkLeftOutMovedOrRepeatedIsRefused() throws {
        try filledVault().backUp(to: file, replacing: false)
        let whole = try PrivateFile.read(file)
        func length(_ place: Int) -> Int {
            whole[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
        }
        var parts: [[UInt8]] = []
        var place = 16
        while place < whole.count {
            let end = place + 4 + length(place)
            parts.append(Array(whole[place..<end]))
            place = end
        }
        try #require(parts.count >= 5)
        let mark = Array(whole.prefix(16))
        let orders: [[Int]] = [
            [0, 1] + Array(3..<parts.count), [0, 2, 1] + Array(3..<parts.count),
            [0, 1, 1] + Array(2..<parts.count), [0, parts.count - 1],
        ]
        for order in orders {
            try PrivateFile.replace(file, with: mark + order.flatMap { parts[$0] })
            #expect(throws: BackupError.altered) { try restore(file) }
        }
    }

    @Test func laterVersionsAreNamed() throws {
        try filledVault().backUp(to: file, replacing: false)
        var text = try PrivateFile.read(file)
        let old = Array("\"version\":1}".utf8)
        let place = try #require(text.firstRange(of: old))
        text.replaceSubrange(place, with: Array("\"version\":9}".utf8))
        try PrivateFile.replace(file, with: text)
        #expect(throws: BackupError.unknownVersion(9)) { try restore(file) }
        #expect(throws: BackupError.notABackup) { try restore(temporary.home.headerPath) }
    }
}
