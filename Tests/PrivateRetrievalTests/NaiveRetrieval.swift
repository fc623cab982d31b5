import PrivateRetrieval

/// What the library is checked against: everything written out, nothing clever.
enum NaiveRetrieval {
    /// The XOR of the records that bits select.
    static func product(bits: [UInt8], records: [[UInt8]]) -> [UInt8] {
        var sum = [UInt8](repeating: 0, count: records[0].count)
        for (index, record) in records.enumerated()
        where bits[index / 8] >> (index % 8) & 1 == 1 {
            for byte in record.indices { sum[byte] ^= record[byte] }
        }
        return sum
    }
}

/// A database of random records in a kernel's layout, with the records beside it.
struct RandomDatabase {
    var records: [[UInt8]]
    var packed: PackedDatabase

    init(
        records count: Int, recordByteCount: Int, layout: RetrievalKernel.Layout,
        using generator: inout SeededGenerator
    ) throws {
        records = (0..<count).map { _ in generator.bytes(recordByteCount) }
        packed = try PackedDatabase(
            recordCount: count, recordByteCount: recordByteCount, layout: layout)
        try packed.pack(from: Array(records.joined()))
    }
}

/// A pair of queries for one target, as the two servers see them.
struct QueryPair {
    var leader: Query
    var helper: Query

    init(
        target: Int, records: Int, tweak: RoundTweak, using generator: inout SeededGenerator
    ) throws {
        let roots = try (QueryRoot(generator.bytes(16)), QueryRoot(generator.bytes(16)))
        let words = try DPF.correctionWords(
            target: target, records: records, leaderRoot: roots.0, helperRoot: roots.1,
            tweak: tweak)
        leader = Query(root: roots.0, correctionWords: words, server: .leader)
        helper = Query(root: roots.1, correctionWords: words, server: .helper)
    }
}
