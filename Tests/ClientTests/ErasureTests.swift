import Client
import ClientCore
import FoundationEssentials
import Testing

/// Of what was deleted nothing is left in the vault's files: neither in rows, nor in free pages,
/// nor in the log.
@Suite struct ErasureTests {
    private let temporary: TemporaryHome
    private let secret = VaultSecret.keyFile([UInt8](repeating: 5, count: 32))

    init() throws { temporary = try TemporaryHome() }

    private func files() throws -> [UInt8] {
        var bytes: [UInt8] = []
        for suffix in ["", "-wal"] {
            let path = temporary.home.databasePath + suffix
            if PrivateFile.exists(path) { bytes += try PrivateFile.read(path) }
        }
        return bytes
    }

    private func message(_ sequence: UInt64, _ text: String) throws -> RecordChange {
        .put(
            MessageRecord.recordKey("c", sequence),
            value: try StoredMessage.bytes(sequence, text, in: "c"))
    }

    @Test(arguments: [40, 3_000, 60_000])
    func deletedRowsLeaveNoBytes(length: Int) throws {
        let vault = try Vault.create(in: temporary.home, secret: secret)
        defer { vault.close() }
        for number in 1...20 as ClosedRange<UInt64> {
            try vault.apply([try message(number, String(repeating: "words", count: length / 5))])
        }
        let part = RecordKey(.part, "c/file/0")
        try vault.apply([.put(part, value: [UInt8](repeating: 7, count: 8_192))])
        // What lies on the disk is sealed: its bytes are looked for as they lie there.
        let place = MessageRecord.recordKey("c", 7)
        let sealed = try #require(try vault.sealedValue(place))
        let sealedPart = try #require(try vault.sealedValue(part))
        let others = try #require(try vault.sealedValue(MessageRecord.recordKey("c", 8)))
        func holds(_ value: [UInt8]) throws -> Bool {
            // Any twenty-four bytes of it in a row: it may lie on several pages.
            let all = try files()
            return stride(from: 0, to: value.count - 24, by: 997).contains { start in
                all.firstRange(of: value[start..<start + 24]) != nil
            }
        }
        #expect(try holds(sealed) == true)
        #expect(try holds(sealedPart) == true)
        try vault.apply([.delete(place), .clear(.part, "c")])
        vault.forgetOverwritten()
        #expect(try holds(sealed) == false)
        #expect(try holds(sealedPart) == false)
        #expect(try holds(others) == true)
        // And what takes the place of a message overwrites it.
        try vault.apply([try message(8, "")])
        vault.forgetOverwritten()
        #expect(try holds(others) == false)
        try vault.apply([.clear(.message, "c")])
        #expect(try vault.messages(in: "c").isEmpty)
    }

    @Test func anotherPassphraseOpensTheVault() throws {
        let vault = try Vault.create(
            in: temporary.home, secret: .passphrase("old"), cost: .forTests)
        try vault.apply([.put(RecordKey(.account, "x"), value: [1])])
        try vault.markComplete()
        let before = try PrivateFile.read(temporary.home.headerPath)
        #expect(throws: VaultError.wrongPassphrase) {
            try Vault.changeSecret(
                of: temporary.home, from: .passphrase("wrong"), to: .passphrase("new"),
                cost: .forTests)
        }
        #expect(try PrivateFile.read(temporary.home.headerPath) == before)
        try Vault.changeSecret(
            of: temporary.home, from: .passphrase("old"), to: .passphrase("new"),
            cost: .forTests)
        // The vault that is open goes on.
        try vault.apply([.put(RecordKey(.account, "y"), value: [2])])
        vault.close()
        #expect(throws: VaultError.wrongPassphrase) {
            try Vault.open(temporary.home, secret: .passphrase("old"))
        }
        let again = try Vault.open(temporary.home, secret: .passphrase("new"))
        #expect(try again.load().count == 2)
        #expect(try VaultHeader.read(temporary.home.headerPath).isComplete)
        again.close()
    }
}
