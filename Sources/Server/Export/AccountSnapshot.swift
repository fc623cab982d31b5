import FoundationEssentials
import GRDB
import Wire

/// The account database as it was at one moment: an open read transaction of a connection of its
/// own.
final class AccountSnapshot: Sendable {
    struct Accounts {
        /// 32 bytes a slot, in the order of slots.
        var keys: [UInt8] = []
        /// 4 bytes a slot, big-endian.
        var generations: [UInt8] = []
        var isOccupied: [Bool] = []
        /// Slots that are given back and of which the helper has not heard; as they are stored.
        var vacancies: [[UInt8]] = []
    }

    struct Ticket {
        var hash: [UInt8]
        var isUsed: Bool
    }

    private let queue: DatabaseQueue
    private let path: String

    /// The moment is this one.
    init(_ directory: ServerDirectory) throws {
        path = directory.accounts
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        // The transaction begins here and ends with the object.
        configuration.allowsUnsafeTransactions = true
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.inDatabase { database in
                try database.execute(sql: "BEGIN DEFERRED TRANSACTION")
                // The first read fixes what all others see.
                _ = try Row.fetchOne(database, sql: "SELECT identifier FROM deployment")
            }
        } catch let error as DatabaseError {
            throw DiskAccountStore.failure(error, path)
        }
    }

    func accounts() throws -> Accounts {
        try read { database in
            var accounts = Accounts()
            let rows = try Row.fetchCursor(
                database, sql: "SELECT generation, key, occupied FROM account ORDER BY slot")
            while let row = try rows.next() {
                var writer = ByteWriter(reserving: 4)
                writer.writeInteger(UInt32(truncatingIfNeeded: row["generation"] as Int64))
                accounts.generations += writer.bytes
                accounts.keys += [UInt8].bytes(row["key"])
                accounts.isOccupied.append(row["occupied"])
            }
            accounts.vacancies = try Self.vacancies(database)
            return accounts
        }
    }

    func occupiedCount() throws -> Int {
        try read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM account WHERE occupied") ?? 0 }
    }

    /// In the order of their hashes, which are random.
    func tickets() throws -> [Ticket] {
        try read { database in
            try Row.fetchAll(database, sql: "SELECT hash, used FROM ticket ORDER BY hash").map {
                Ticket(hash: [UInt8].bytes($0["hash"]), isUsed: $0["used"])
            }
        }
    }

    private static func vacancies(_ database: Database) throws -> [[UInt8]] {
        guard try database.tableExists("vacancy") else { return [] }
        return try Row.fetchAll(database, sql: "SELECT content FROM vacancy ORDER BY slot").map {
            [UInt8].bytes($0["content"])
        }
    }

    /// Ends the transaction; nothing is read afterwards.
    func close() { try? queue.close() }

    private func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do {
            return try queue.inDatabase(body)
        } catch let error as DatabaseError {
            throw DiskAccountStore.failure(error, path)
        }
    }
}
