package import ClientCore
import FoundationEssentials
import GRDB

/// The records of a vault inside one transaction, for migrations.
package struct VaultRecords {
    private let database: Database
    private let sealer: RecordSealer

    init(_ database: Database, _ sealer: RecordSealer) {
        self.database = database
        self.sealer = sealer
    }

    /// The value of a record; nil if there is none.
    package func value(_ key: RecordKey) throws -> [UInt8]? {
        let place = try sealer.place(key)
        let value = try Data.fetchOne(
            database, sql: "SELECT value FROM record WHERE place = ?", arguments: [Data(place)])
        return try value.map { try sealer.open(Array($0), place: place).value }
    }

    /// All records of a collection other than messages.
    package func all(
        _ collection: RecordKey.Collection
    ) throws -> [(key: RecordKey, value: [UInt8])] {
        let first = sealer.space(collection.rawValue)
        let last = first + [UInt8](repeating: 0xFF, count: 17)
        return try Row.fetchAll(
            database, sql: "SELECT place, value FROM record WHERE place BETWEEN ? AND ?",
            arguments: [Data(first), Data(last)]
        ).map { row in
            let place: Data = row["place"]
            let value: Data = row["value"]
            return try sealer.open(Array(value), place: Array(place))
        }
    }

    /// All messages of a conversation, in order.
    package func messages(of conversation: String) throws -> [MessageRecord] {
        let first = sealer.space(.message, of: conversation)
        let last = first + [UInt8](repeating: 0xFF, count: 8)
        return try Row.fetchAll(
            database,
            sql: "SELECT place, value FROM record WHERE place BETWEEN ? AND ? ORDER BY place",
            arguments: [Data(first), Data(last)]
        ).map { row in
            let place: Data = row["place"]
            let value: Data = row["value"]
            let record = try sealer.open(Array(value), place: Array(place))
            return try MessageRecord(decoding: record.value)
        }
    }

    package mutating func put(_ key: RecordKey, _ value: [UInt8]) throws {
        let place = try sealer.place(key)
        let sealed = try sealer.seal(value, key: key, place: place)
        try database.execute(
            sql: "INSERT OR REPLACE INTO record (place, value) VALUES (?, ?)",
            arguments: [Data(place), Data(sealed)])
    }

    package mutating func delete(_ key: RecordKey) throws {
        try database.execute(
            sql: "DELETE FROM record WHERE place = ?",
            arguments: [Data(try sealer.place(key))])
    }
}
