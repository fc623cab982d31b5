import FoundationEssentials
import GRDB
package import ServerCore
package import Wire

/// Accounts and tickets in SQLite.
///
/// Rows are replaced in place or keyed by random values, deleted content is overwritten and the
/// journal is emptied after each change: the file tells neither when nor in which order anything
/// came.
package final class DiskAccountStore: AccountStore {
    private static let schemaVersion = 1
    private let queue: DatabaseQueue
    private let path: String

    /// Opens a database that ``create(_:_:)`` made.
    package init(_ directory: ServerDirectory, _ descriptor: DeploymentDescriptor) throws {
        path = directory.accounts
        guard PrivateFile.exists(path) else {
            throw ServerFailure(.missingInput, "'\(path)' is not there: restore it from a backup")
        }
        do {
            queue = try Self.open(path)
            try queue.read { database in
                try Self.check(database, descriptor, path)
            }
        } catch let error as DatabaseError {
            throw Self.failure(error, path)
        }
    }

    private static func open(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA secure_delete = ON; PRAGMA synchronous = FULL")
        }
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    private static func check(
        _ database: Database, _ descriptor: DeploymentDescriptor, _ path: String
    ) throws {
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard version == schemaVersion else {
            throw ServerFailure(
                .data,
                "'\(path)' is of version \(version), this program knows "
                    + "\(schemaVersion): use the program that made it")
        }
        guard try String.fetchOne(database, sql: "PRAGMA quick_check") == "ok" else {
            throw ServerFailure(.data, "'\(path)' is damaged: restore it from a backup")
        }
        let identifier = try [UInt8].fetch(database, sql: "SELECT identifier FROM deployment")
        guard identifier == descriptor.identifier else {
            throw ServerFailure(.data, "'\(path)' belongs to another deployment")
        }
    }

    /// An empty table of accounts and no tickets.
    package static func create(
        _ directory: ServerDirectory, _ descriptor: DeploymentDescriptor
    ) throws {
        do {
            let queue = try open(directory.accounts)
            try queue.write { database in
                try database.execute(
                    sql: """
                        CREATE TABLE deployment (identifier BLOB NOT NULL);
                        CREATE TABLE account (
                            slot INTEGER PRIMARY KEY, generation INTEGER NOT NULL,
                            key BLOB NOT NULL, occupied INTEGER NOT NULL);
                        CREATE INDEX account_key ON account (key);
                        CREATE TABLE ticket (
                            hash BLOB PRIMARY KEY, used INTEGER NOT NULL) WITHOUT ROWID;
                        PRAGMA user_version = \(schemaVersion);
                        """)
                try database.execute(
                    sql: "INSERT INTO deployment VALUES (?)",
                    arguments: [[UInt8].blob(descriptor.identifier)])
            }
            try queue.close()
        } catch let error as DatabaseError {
            throw failure(error, directory.accounts)
        }
    }

    /// A full table of accounts and tickets, as a restore makes it.
    static func create(
        _ directory: ServerDirectory, _ descriptor: DeploymentDescriptor,
        accounts: [AccountRecord], tickets: [(hash: [UInt8], isUsed: Bool)],
        vacancies: [Vacancy] = []
    ) throws {
        try create(directory, descriptor)
        let store = try DiskAccountStore(directory, descriptor)
        if !accounts.isEmpty { try store.adopt(accounts) }
        try store.write { database in
            let insert = try database.makeStatement(sql: "INSERT INTO ticket VALUES (?, ?)")
            for ticket in tickets {
                try insert.execute(arguments: [[UInt8].blob(ticket.hash), ticket.isUsed])
            }
            for vacancy in vacancies { try Self.note(vacancy, database) }
        }
        try store.queue.close()
    }

    /// GRDB's own description may carry statements; this one carries none.
    static func failure(_ error: DatabaseError, _ path: String) -> ServerFailure {
        switch error.resultCode {
        case .SQLITE_FULL:
            ServerFailure(.inputOutput, "cannot write '\(path)': the disk is full. Make room")
        case .SQLITE_NOTADB, .SQLITE_CORRUPT:
            ServerFailure(.data, "'\(path)' is damaged: restore it from a backup")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            ServerFailure(.busy, "'\(path)' is in use by another program")
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM:
            ServerFailure(.noPermission, "cannot open '\(path)' for writing")
        default:
            ServerFailure(
                .inputOutput, "'\(path)': SQLite error \(error.extendedResultCode.rawValue)")
        }
    }

    func reading<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do {
            return try queue.read(body)
        } catch let error as DatabaseError {
            throw Self.failure(error, path)
        }
    }

    func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do {
            let value = try queue.write(body)
            // Best effort: another process may be reading, and then the next change empties it.
            _ = try? queue.writeWithoutTransaction { try $0.checkpoint(.truncate) }
            return value
        } catch let error as DatabaseError {
            throw Self.failure(error, path)
        }
    }
}

// MARK: - Accounts

extension DiskAccountStore {
    private static func record(_ row: Row) -> AccountRecord {
        AccountRecord(
            generation: UInt32(truncatingIfNeeded: row["generation"] as Int64),
            key: [UInt8].bytes(row["key"]), isOccupied: row["occupied"])
    }

    package func isEmpty() throws -> Bool {
        try reading { try Int.fetchOne($0, sql: "SELECT 1 FROM account LIMIT 1") == nil }
    }

    package func account(slot: UInt32) throws -> AccountRecord? {
        try reading { database in
            try Row.fetchOne(
                database, sql: "SELECT * FROM account WHERE slot = ?", arguments: [Int64(slot)]
            ).map(Self.record)
        }
    }

    /// Whatever columns the table has: one that is added later is told without being named here.
    package func heldFields(slot: UInt32) throws -> [HeldRecord.Field] {
        try reading { database in
            guard
                let row = try Row.fetchOne(
                    database, sql: "SELECT * FROM account WHERE slot = ?",
                    arguments: [Int64(slot)])
            else { return [] }
            return row.map { column, value in
                let name = "account.\(column)"
                if let bytes = Data.fromDatabaseValue(value) {
                    return HeldRecord.Field(name: name, value: [UInt8].bytes(bytes))
                }
                let number = UInt64(bitPattern: Int64.fromDatabaseValue(value) ?? 0)
                return HeldRecord.Field(name: name, number: number)
            }
        }
    }

    package func occupiedSlot(key: [UInt8]) throws -> UInt32? {
        try reading { database in
            try UInt32.fetchOne(
                database, sql: "SELECT slot FROM account WHERE key = ? AND occupied",
                arguments: [[UInt8].blob(key)])
        }
    }

    package func freeSlotCount() throws -> Int {
        try reading {
            try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM account WHERE NOT occupied") ?? 0
        }
    }

    package func freeSlot(at index: Int) throws -> UInt32? {
        try reading { database in
            try UInt32.fetchOne(
                database,
                sql: "SELECT slot FROM account WHERE NOT occupied ORDER BY slot LIMIT 1 OFFSET ?",
                arguments: [index])
        }
    }

    package func accounts(from firstSlot: UInt32, limit: Int) throws -> [AccountRecord] {
        try reading { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM account WHERE slot >= ? ORDER BY slot LIMIT ?",
                arguments: [Int64(firstSlot), limit]
            ).map(Self.record)
        }
    }

    package func replace(slot: UInt32, with account: AccountRecord) throws {
        try write { database in
            try database.execute(
                sql: "UPDATE account SET generation = ?, key = ?, occupied = ? WHERE slot = ?",
                arguments: [
                    Int64(account.generation), [UInt8].blob(account.key), account.isOccupied,
                    Int64(slot),
                ])
        }
    }

    package func adopt(_ accounts: [AccountRecord]) throws {
        try write { database in
            guard try Int.fetchOne(database, sql: "SELECT 1 FROM account LIMIT 1") == nil else {
                throw AccountStoreError.notEmpty
            }
            let insert = try database.makeStatement(sql: "INSERT INTO account VALUES (?, ?, ?, ?)")
            for (slot, account) in accounts.enumerated() {
                try insert.execute(arguments: [
                    slot, Int64(account.generation), [UInt8].blob(account.key),
                    account.isOccupied,
                ])
            }
        }
    }
}

// MARK: - Tickets

extension DiskAccountStore {
    package func ticketState(hash: [UInt8]) throws -> TicketState {
        try reading { database in
            let used = try Bool.fetchOne(
                database, sql: "SELECT used FROM ticket WHERE hash = ?",
                arguments: [[UInt8].blob(hash)])
            return used.map { $0 ? .used : .unused } ?? .unknown
        }
    }

    package func addTickets(hashes: [[UInt8]]) throws {
        try write { database in
            let insert = try database.makeStatement(sql: "INSERT INTO ticket VALUES (?, 0)")
            for hash in hashes { try insert.execute(arguments: [[UInt8].blob(hash)]) }
        }
    }

    package func register(slot: UInt32, key: [UInt8], spending hash: [UInt8]) throws {
        try write { database in
            try database.execute(
                sql: "UPDATE ticket SET used = 1 WHERE hash = ? AND NOT used",
                arguments: [[UInt8].blob(hash)])
            guard database.changesCount == 1 else { throw AccountStoreError.ticketNotUnused }
            try Self.occupy(database, slot, key)
        }
    }

    package func move(slot: UInt32, to newSlot: UInt32, leaving thrownAwayKey: [UInt8]) throws {
        try write { database in
            let key = try [UInt8].fetch(
                database, sql: "SELECT key FROM account WHERE slot = \(slot)")
            guard let key else { throw AccountStoreError.slotNotFree }
            try Self.occupy(database, newSlot, key)
            try database.execute(
                sql: "UPDATE account SET key = ? WHERE slot = ?",
                arguments: [[UInt8].blob(thrownAwayKey), Int64(slot)])
        }
    }

    private static func occupy(_ database: Database, _ slot: UInt32, _ key: [UInt8]) throws {
        try database.execute(
            sql: "UPDATE account SET key = ?, occupied = 1 WHERE slot = ? AND NOT occupied",
            arguments: [[UInt8].blob(key), Int64(slot)])
        guard database.changesCount == 1 else { throw AccountStoreError.slotNotFree }
    }
}
