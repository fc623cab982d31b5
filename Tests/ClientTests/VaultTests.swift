import Client
import ClientCore
import Testing

@Suite struct VaultTests {
    private let temporary: TemporaryHome
    private var home: AccountHome { temporary.home }
    private let secret = VaultSecret.passphrase("correct horse")

    init() throws { temporary = try TemporaryHome() }

    private func create() throws -> Vault {
        try Vault.create(in: home, secret: secret, cost: .forTests)
    }

    private func message(_ sequence: UInt64, in conversation: String = "c1") -> RecordChange {
        let json = """
            {"id": "m\(sequence)", "conversation": "\(conversation)", "sequence": \(sequence),
            "kind": "text", "from": "Bob", "text": "hello", "sentAt": 1, "state": "received",
            "isRead": false}
            """
        return .put(MessageRecord.recordKey(conversation, sequence), value: Array(json.utf8))
    }

    // MARK: Records

    /// A page may ask while the account is being deleted.
    @Test func closedVaultRefusesInsteadOfCrashing() throws {
        let vault = try create()
        try vault.apply([message(1)])
        vault.close()
        #expect(throws: VaultError.closed) { try vault.messages(in: "c1") }
        #expect(throws: VaultError.closed) { try vault.apply([message(2)]) }
        #expect(throws: VaultError.closed) { try vault.clear(.message, "c1", limit: 1) }
        #expect(vault.value(MessageRecord.recordKey("c1", 1)) == nil)
        vault.close()
        #expect(try Vault.open(home, secret: secret).messages(in: "c1").count == 1)
    }

    @Test func recordsComeBackAfterReopening() throws {
        let vault = try create()
        try vault.apply([
            .put(RecordKey(.account, "account"), value: [1, 2, 3]),
            .put(RecordKey(.conversation, "c1"), value: []),
            .put(RecordKey(.conversation, "c2"), value: [9]),
        ])
        try vault.apply([
            .put(RecordKey(.account, "account"), value: [4]),
            .delete(RecordKey(.conversation, "c2")),
        ])
        vault.close()
        let again = try Vault.open(home, secret: secret)
        #expect(
            try again.load() == [
                RecordKey(.account, "account"): [4], RecordKey(.conversation, "c1"): [],
            ])
    }

    @Test func messagesAreListedInOrderAndInRanges() throws {
        let vault = try create()
        for sequence in [3, 1, 300, 2, 256] as [UInt64] {
            try vault.apply([message(sequence)])
        }
        try vault.apply([message(7, in: "c2")])
        func sequences(_ messages: [MessageRecord]) -> [UInt64] { messages.map(\.sequence) }
        #expect(sequences(try vault.messages(in: "c1")) == [1, 2, 3, 256, 300])
        #expect(sequences(try vault.messages(in: "c1", after: 2, limit: 2)) == [3, 256])
        #expect(sequences(try vault.newestMessages(in: "c1", limit: 2)) == [256, 300])
        #expect(sequences(try vault.messages(in: "c2")) == [7])
        #expect(try vault.messages(in: "c3").isEmpty)
        #expect(try vault.messages(in: "c1", after: .max).isEmpty)
        // Messages are no part of what the engine starts from.
        #expect(try vault.load().isEmpty)
    }

    // MARK: Secrets

    @Test func wrongSecretsAreRefused() throws {
        try create().close()
        #expect(throws: VaultError.wrongPassphrase) {
            try Vault.open(home, secret: .passphrase("correct horsf"))
        }
        #expect(throws: VaultError.passphraseNeeded) {
            try Vault.open(home, secret: .keyFile([UInt8](repeating: 1, count: 32)))
        }
    }

    @Test func keyFileOpensWhatItSealed() throws {
        let key = [UInt8](repeating: 7, count: 40)
        try Vault.create(in: home, secret: .keyFile(key)).close()
        _ = try Vault.open(home, secret: .keyFile(key))
        #expect(throws: VaultError.wrongKeyFile) {
            try Vault.open(home, secret: .keyFile([UInt8](repeating: 8, count: 40)))
        }
        #expect(throws: VaultError.keyFileNeeded) { try Vault.open(home, secret: secret) }
    }

    @Test func shortKeyFileIsRefused() throws {
        #expect(throws: VaultError.keyFileTooShort) {
            try Vault.create(in: home, secret: .keyFile([UInt8](repeating: 1, count: 31)))
        }
    }

    @Test func headerNamesItsParametersAndItsVersion() throws {
        try create().close()
        var header = String(decoding: try PrivateFile.read(home.headerPath), as: UTF8.self)
        #expect(header.contains("\"rounds\" : 16"))
        header = header.replacing("\"version\" : 1", with: "\"version\" : 2")
        try PrivateFile.replace(home.headerPath, with: Array(header.utf8))
        #expect(throws: VaultError.unknownVersion(2, known: 1)) {
            try Vault.open(home, secret: secret)
        }
    }

    @Test func changedParametersDoNotOpen() throws {
        try create().close()
        var header = String(decoding: try PrivateFile.read(home.headerPath), as: UTF8.self)
        header = header.replacing("\"rounds\" : 16", with: "\"rounds\" : 15")
        try PrivateFile.replace(home.headerPath, with: Array(header.utf8))
        #expect(throws: VaultError.self) { try Vault.open(home, secret: secret) }
    }

    // MARK: What lies on the disk

    @Test func filesHoldNoPlaintext() throws {
        let vault = try create()
        let name = "a-contact-with-a-name"
        try vault.apply([.put(RecordKey(.conversation, name), value: Array("\(name)'s text".utf8))])
        vault.close()
        for file in try PrivateFile.list(home.path) {
            let content = try PrivateFile.read(home.path + "/" + file)
            #expect(content.firstRange(of: Array(name.utf8)) == nil, "\(file)")
            #expect(content.firstRange(of: Array("conversation".utf8)) == nil, "\(file)")
        }
    }

    @Test func recordMovedElsewhereDoesNotOpen() throws {
        let vault = try create()
        try vault.apply([.put(RecordKey(.conversation, "c1"), value: [1])])
        vault.close()
        // Any changed byte of the database's content must show, not become another record.
        var content = try PrivateFile.read(home.databasePath)
        let place = try #require(content.lastIndex { $0 != 0 })
        content[place] ^= 1
        try PrivateFile.replace(home.databasePath, with: content)
        #expect(throws: VaultError.self) {
            try Vault.open(home, secret: secret).load()
        }
    }

    @Test func fullDiskStoresAllOrNothing() throws {
        let vault = try create()
        try vault.apply([.put(RecordKey(.account, "account"), value: [1])])
        try vault.limitGrowth(pages: 2)
        let large = [UInt8](repeating: 1, count: 100_000)
        #expect(throws: VaultError.diskFull) {
            try vault.apply([
                .put(RecordKey(.account, "account"), value: [2]),
                .put(RecordKey(.conversation, "c1"), value: large),
            ])
        }
        #expect(try vault.load() == [RecordKey(.account, "account"): [1]])
        try vault.limitGrowth(pages: nil)
        try vault.apply([.put(RecordKey(.conversation, "c1"), value: large)])
        #expect(try vault.load()[RecordKey(.conversation, "c1")] == large)
    }
}
