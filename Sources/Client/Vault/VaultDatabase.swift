import GRDB
import Synchronization

/// The vault's database, which says so when it is closed.
///
/// A page may still ask while the account is deleted or the agent ends; SQLite does not bear to be asked by
/// then, and would take the program with it. One connection: what is read in one piece is of one moment.
final class VaultDatabase: Sendable {
    private let queue: DatabaseQueue
    /// Set and looked at while the connection is held, so that nothing begins behind the end.
    private let isClosed = Mutex(false)

    init(path: String, configuration: Configuration) throws {
        queue = try DatabaseQueue(path: path, configuration: configuration)
    }

    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try queue.unsafeRead { database in
            try checkOpen()
            return try body(database)
        }
    }

    /// All of it or, when it throws, nothing.
    func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try withoutTransaction { database in
            var result: Value?
            try database.inTransaction {
                result = try body(database)
                return .commit
            }
            guard let result else { throw VaultError.disk("nothing was stored") }
            return result
        }
    }

    func withoutTransaction<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try queue.writeWithoutTransaction { database in
            try checkOpen()
            return try body(database)
        }
    }

    /// What comes after this throws ``VaultError/closed``.
    func close() {
        queue.writeWithoutTransaction { _ in isClosed.withLock { $0 = true } }
        try? queue.close()
    }

    private func checkOpen() throws {
        if isClosed.withLock({ $0 }) { throw VaultError.closed }
    }
}
