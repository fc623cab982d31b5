package import ClientCore
import Crypto
import FoundationEssentials
import GRDB

/// The account's records on disk, each sealed.
///
/// Changes that belong together are stored together or not at all, and are on the disk when
/// ``apply(_:)`` returns.
package struct Vault: Sendable {
    private static let schema = """
        CREATE TABLE IF NOT EXISTS record (
            place BLOB NOT NULL PRIMARY KEY,
            value BLOB NOT NULL
        ) STRICT, WITHOUT ROWID
        """
    /// Version of what the database holds, in SQLite's `user_version`.
    package static let version = 3

    private let queue: VaultDatabase
    private let sealer: RecordSealer
    let home: AccountHome
    /// What the vault is sealed under, for backups of it.
    let key: SymmetricKey
    /// How a passphrase or a key file unwraps the key.
    let header: VaultHeader

    // MARK: Opening

    /// Makes the vault of a new account.
    package static func create(
        in home: AccountHome, secret: VaultSecret, cost: ScryptCost = .standard
    ) throws -> Vault {
        let (header, key) = try VaultHeader.make(secret: secret, cost: cost)
        // A database without its header cannot be opened by anybody: it is left over from a
        // start that broke off before the header was written.
        remove(from: home)
        let vault = try Vault(home: home, header: header, key: key)
        try vault.prepare(VaultMigration.all)
        try header.write(home.headerPath)
        return vault
    }

    /// Removes a vault that holds no account.
    package static func remove(from home: AccountHome) {
        PrivateFile.remove(home.headerPath)
        home.databasePaths.forEach { PrivateFile.remove($0) }
    }

    /// Opens a vault, and brings one of an earlier version up to this one.
    /// - Parameter migrations: other steps than the program's own, for tests.
    /// - Throws: ``VaultError/wrongPassphrase`` and its kin.
    package static func open(
        _ home: AccountHome, secret: VaultSecret, migrations: [VaultMigration] = VaultMigration.all
    ) throws -> Vault {
        let header = try VaultHeader.read(home.headerPath)
        let vault = try Vault(home: home, header: header, key: try header.open(secret: secret))
        try vault.prepare(migrations)
        return vault
    }

    /// Opens the database, or makes one that is empty and of no version.
    init(home: AccountHome, header: VaultHeader, key: SymmetricKey) throws {
        self.home = home
        self.header = header
        self.key = key
        sealer = RecordSealer(vaultKey: key)
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA secure_delete = ON")
            try database.execute(sql: "PRAGMA synchronous = FULL")
        }
        // SQLite would make it readable by all; its other files get the permissions of this one.
        if !PrivateFile.exists(home.databasePath) {
            try PrivateFile.create(home.databasePath, with: [])
        }
        queue = try Self.translating {
            try VaultDatabase(path: home.databasePath, configuration: configuration)
        }
    }

    /// Makes the table of an empty vault that is to be filled with records of some version.
    func begin(version: Int) throws {
        try Self.translating {
            try queue.write { database in
                try database.execute(sql: Self.schema)
                try database.execute(sql: "PRAGMA user_version = \(version)")
            }
        }
    }

    /// Brings the records up to this program's version.
    func migrate() throws { try prepare(VaultMigration.all) }

    /// Makes the database's table, or migrates it, in one transaction.
    private func prepare(_ migrations: [VaultMigration]) throws {
        try Self.translating {
            try queue.write { database in
                let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
                guard version <= Self.version else {
                    throw VaultError.unknownVersion(version, known: Self.version)
                }
                if version == 0 {
                    try database.execute(sql: Self.schema)
                } else {
                    var records = VaultRecords(database, sealer)
                    for step in migrations where step.version >= version {
                        try step.migrate(&records)
                    }
                }
                guard version != Self.version else { return }
                try database.execute(sql: "PRAGMA user_version = \(Self.version)")
            }
        }
        forgetOverwritten()
    }

    /// The account in the vault is complete: `join` is over.
    package func markComplete() throws {
        var header = try VaultHeader.read(home.headerPath)
        header.isComplete = true
        try header.write(home.headerPath)
    }

    package func close() {
        forgetOverwritten()
        queue.close()
    }

    /// Empties the write-ahead log, in which old versions of records (and so, sealed, keys that
    /// are to be forgotten) live on.
    package func forgetOverwritten() {
        _ = try? queue.withoutTransaction { try $0.checkpoint(.truncate) }
    }

    /// For tests: the vault as it is, of whatever version.
    package static func openUnmigrated(
        _ home: AccountHome, secret: VaultSecret
    ) throws -> Vault {
        let header = try VaultHeader.read(home.headerPath)
        return try Vault(home: home, header: header, key: try header.open(secret: secret))
    }

    /// For tests: a record's bytes as they lie on the disk.
    package func sealedValue(_ key: RecordKey) throws -> [UInt8]? {
        let place = try sealer.place(key)
        return try queue.read { database in
            try Data.fetchOne(
                database, sql: "SELECT value FROM record WHERE place = ?",
                arguments: [Data(place)])
        }.map { Array($0) }
    }

    /// For tests: as if another program had written the vault.
    package func pretendVersion(_ version: Int) throws {
        try queue.withoutTransaction { database in
            try database.execute(sql: "PRAGMA user_version = \(version)")
        }
    }

    /// For tests of a full disk: the database refuses to grow by more than so many pages.
    package func limitGrowth(pages: Int?) throws {
        try queue.withoutTransaction { database in
            let count = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            try database.execute(
                sql: "PRAGMA max_page_count = \(pages.map { count + $0 } ?? 1 << 30)")
        }
    }

    // MARK: Records

    /// Stores all changes or none.
    package func apply(_ changes: [RecordChange]) throws {
        guard !changes.isEmpty else { return }
        let rows = try changes.map { change -> StoredChange in
            switch change {
            case .put(let key, let value):
                let place = try sealer.place(key)
                return .put(place, try sealer.seal(value, key: key, place: place))
            case .delete(let key): return .delete(try sealer.place(key))
            case .clear(let collection, let group):
                return .clear(sealer.space(collection, of: group))
            }
        }
        try Self.translating {
            try queue.write { database in
                for row in rows { try Self.store(row, in: database) }
            }
        }
    }

    /// A change as the database knows it.
    private enum StoredChange {
        case put([UInt8], [UInt8])
        case delete([UInt8])
        /// All places that begin so.
        case clear([UInt8])
    }

    private static func store(_ change: StoredChange, in database: Database) throws {
        switch change {
        case .put(let place, let value):
            let statement = try database.cachedStatement(
                sql: "INSERT OR REPLACE INTO record (place, value) VALUES (?, ?)")
            try statement.execute(arguments: [Data(place), Data(value)])
        case .delete(let place):
            let statement = try database.cachedStatement(sql: "DELETE FROM record WHERE place = ?")
            try statement.execute(arguments: [Data(place)])
        case .clear(let space):
            let last = space + [UInt8](repeating: 0xFF, count: 17)
            let statement = try database.cachedStatement(
                sql: "DELETE FROM record WHERE place BETWEEN ? AND ?")
            try statement.execute(arguments: [Data(space), Data(last)])
        }
    }

    /// The value of a record; nil if there is none, or none that opens.
    package func value(_ key: RecordKey) -> [UInt8]? {
        guard let place = try? sealer.place(key),
            let value = try? queue.read({ database in
                try Data.fetchOne(
                    database, sql: "SELECT value FROM record WHERE place = ?",
                    arguments: [Data(place)])
            })
        else { return nil }
        return try? sealer.open(Array(value), place: place).value
    }

    /// What the engine starts from.
    package func load() throws -> [RecordKey: [UInt8]] {
        var records: [RecordKey: [UInt8]] = [:]
        for collection in RecordKey.Collection.ofEngine {
            let first = sealer.space(collection.rawValue)
            let rows = try rows(
                from: first, to: first + [UInt8](repeating: 0xFF, count: 17), limit: nil)
            for record in rows { records[record.key] = record.value }
        }
        return records
    }

    /// Messages of a thread in order.
    /// - Parameters:
    ///   - sequence: only messages behind this place.
    ///   - limit: at most so many, the first ones.
    package func messages(
        in conversation: String, after sequence: UInt64 = 0, limit: Int? = nil
    ) throws -> [MessageRecord] {
        guard sequence < .max else { return [] }
        return try messages(
            in: conversation, from: sequence + 1, limit: limit, isNewestFirst: false)
    }

    /// Messages that are read at a time where a whole thread is wanted.
    static let pageLength = 500

    /// Messages of a thread in order, read page by page: who has to store something in between
    /// waits for one page at most.
    /// - Parameter isWanted: takes messages; the others do not count.
    package func pages(
        in conversation: String, after sequence: UInt64 = 0, limit: Int? = nil,
        where isWanted: (MessageRecord) -> Bool = { _ in true }
    ) throws -> [MessageRecord] {
        var found: [MessageRecord] = []
        var last = sequence
        while limit.map({ found.count < $0 }) ?? true {
            let page = try messages(in: conversation, after: last, limit: Self.pageLength)
            found += page.filter(isWanted)
            guard page.count == Self.pageLength, let end = page.last?.sequence else { break }
            last = end
        }
        return limit.map { Array(found.prefix($0)) } ?? found
    }

    /// Deletes some of the messages, places or parts of a conversation.
    /// - Returns: whether there may be more.
    package func clear(
        _ collection: RecordKey.Collection, _ group: String, limit: Int
    ) throws -> Bool {
        let space = sealer.space(collection, of: group)
        return try Self.translating {
            try queue.write { database in
                try database.execute(
                    sql: """
                        DELETE FROM record WHERE place IN (
                            SELECT place FROM record WHERE place BETWEEN ? AND ? LIMIT ?)
                        """,
                    arguments: [
                        Data(space), Data(space + [UInt8](repeating: 0xFF, count: 17)), limit,
                    ])
                return database.changesCount == limit
            }
        }
    }

    /// The last messages of a thread, in order.
    package func newestMessages(
        in conversation: String, limit: Int
    ) throws -> [MessageRecord] {
        try messages(in: conversation, from: 0, limit: limit, isNewestFirst: true).reversed()
    }

    /// Messages of a thread before a place, the newest of them, in order.
    package func messages(
        in conversation: String, before sequence: UInt64, limit: Int
    ) throws -> [MessageRecord] {
        guard sequence > 0 else { return [] }
        return try messages(
            in: conversation, from: 0, to: sequence - 1, limit: limit, isNewestFirst: true
        ).reversed()
    }

    private func messages(
        in conversation: String, from first: UInt64, to last: UInt64 = .max, limit: Int?,
        isNewestFirst: Bool
    ) throws -> [MessageRecord] {
        let rows = try rows(
            from: sealer.messagePlace(conversation, first),
            to: sealer.messagePlace(conversation, last), limit: limit,
            isNewestFirst: isNewestFirst)
        return try rows.map { record in
            do {
                return try MessageRecord(decoding: record.value)
            } catch {
                throw VaultError.damaged("an unreadable message")
            }
        }
    }

    private func rows(
        from first: [UInt8], to last: [UInt8], limit: Int?, isNewestFirst: Bool = false
    ) throws -> [(key: RecordKey, value: [UInt8])] {
        let order = isNewestFirst ? "DESC" : "ASC"
        let rows = try Self.translating {
            try queue.read { database in
                try Row.fetchAll(
                    database,
                    sql: """
                        SELECT place, value FROM record WHERE place BETWEEN ? AND ?
                        ORDER BY place \(order) LIMIT ?
                        """,
                    arguments: [Data(first), Data(last), limit ?? -1])
            }
        }
        return try rows.map { row in
            let place: Data = row["place"]
            let value: Data = row["value"]
            return try sealer.open(Array(value), place: Array(place))
        }
    }

    /// Reads all records as they are at one moment, on a connection of its own.
    /// - Parameter body: gets the version of the records, and a function that visits them all in
    ///   no particular order.
    func withSnapshot<Value>(
        _ body: (Int, ((RecordKey, [UInt8]) throws -> Void) throws -> Void) throws -> Value
    ) throws -> Value {
        var configuration = Configuration()
        configuration.readonly = true
        return try Self.translating {
            let reader = try DatabaseQueue(path: home.databasePath, configuration: configuration)
            defer { try? reader.close() }
            // One transaction: its reads all see the same state.
            return try reader.read { database in
                let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
                return try body(version) { visit in
                    let rows = try Row.fetchCursor(
                        database, sql: "SELECT place, value FROM record")
                    while let row = try rows.next() {
                        let place: Data = row["place"]
                        let value: Data = row["value"]
                        let record = try sealer.open(Array(value), place: Array(place))
                        try visit(record.key, record.value)
                    }
                }
            }
        }
    }

    private static func translating<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as DatabaseError {
            switch error.resultCode {
            case .SQLITE_FULL: throw VaultError.diskFull
            case .SQLITE_CORRUPT, .SQLITE_NOTADB: throw VaultError.damaged("not a database")
            default: throw VaultError.disk(error.message ?? "SQLite error \(error.resultCode)")
            }
        }
    }
}
