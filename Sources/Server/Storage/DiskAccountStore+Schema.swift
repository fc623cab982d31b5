import GRDB

extension DiskAccountStore {
    /// Every row of every table as text, without order: what a restored store must hold, too.
    package func rows() throws -> Set<String> {
        let tables = try columns().keys
        return try reading { database in
            var rows: Set<String> = []
            for table in tables {
                for row in try Row.fetchAll(database, sql: "SELECT * FROM \(table)") {
                    let values = row.map { "\($0.0)=\($0.1)" }
                    rows.insert("\(table): " + values.joined(separator: ", "))
                }
            }
            return rows
        }
    }

    /// Every column of every table, as the database itself lists them.
    package func columns() throws -> [String: [String]] {
        try reading { database in
            let tables = try String.fetchAll(
                database,
                sql: "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            return try Dictionary(
                uniqueKeysWithValues: tables.map { table in
                    (table, try database.columns(in: table).map(\.name))
                })
        }
    }
}
