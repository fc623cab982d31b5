import GRDB
import ServerCore
package import Wire

// Slots that are given back, until the helper has confirmed it. The table is there only as long as
// it holds something: an account that is deleted leaves no trace of when, or that, it was.

extension DiskAccountStore {
    package func vacate(_ vacancy: Vacancy) throws {
        let (slot, record) = (vacancy.leaving.slot, vacancy.record)
        try write { database in
            try database.execute(
                sql: "UPDATE account SET generation = ?, key = ?, occupied = 0 WHERE slot = ?",
                arguments: [Int64(record.generation), [UInt8].blob(record.key), Int64(slot)])
            try Self.note(vacancy, database)
        }
    }

    /// Notes what the helper has still to hear.
    static func note(_ vacancy: Vacancy, _ database: Database) throws {
        var content = ByteWriter()
        vacancy.encode(into: &content)
        try database.execute(
            sql: """
                CREATE TABLE IF NOT EXISTS vacancy (
                    slot INTEGER PRIMARY KEY, content BLOB NOT NULL)
                """)
        try database.execute(
            sql: "INSERT OR REPLACE INTO vacancy VALUES (?, ?)",
            arguments: [Int64(vacancy.leaving.slot), [UInt8].blob(content.bytes)])
    }

    package func vacancies() throws -> [Vacancy] {
        let contents = try reading { database in
            guard try database.tableExists("vacancy") else { return [[UInt8]]() }
            return try Row.fetchAll(database, sql: "SELECT content FROM vacancy ORDER BY slot")
                .map { [UInt8].bytes($0["content"]) }
        }
        return try contents.map { content in
            var reader = ByteReader(content)
            return try Vacancy(reading: &reader)
        }
    }

    package func forgetVacancy(slot: UInt32) throws {
        try write { database in
            guard try database.tableExists("vacancy") else { return }
            try database.execute(
                sql: "DELETE FROM vacancy WHERE slot = ?", arguments: [Int64(slot)])
            guard try Int.fetchOne(database, sql: "SELECT 1 FROM vacancy LIMIT 1") == nil else {
                return
            }
            try database.execute(sql: "DROP TABLE vacancy")
        }
    }
}
