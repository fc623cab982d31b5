import FoundationEssentials
import GRDB

// Byte arrays as SQLite blobs.

extension [UInt8] {
    static func blob(_ bytes: [UInt8]) -> Data { Data(bytes) }

    static func bytes(_ value: Data) -> [UInt8] { Array(value) }

    static func fetch(_ database: Database, sql: String) throws -> [UInt8]? {
        try Data.fetchOne(database, sql: sql).map { Array($0) }
    }
}
