import CPrivateRetrieval
import PrivateRetrieval
import Testing

@Suite struct PackedDatabaseTests {
    @Test(arguments: RetrievalKernel.Layout.allCases, [1, 7, 8, 1000, 1025])
    func `records come back as they went in`(
        layout: RetrievalKernel.Layout, records: Int
    ) throws {
        var generator = SeededGenerator(seed: testSeed())
        for recordByteCount in [16, 33, 64, 100] {
            let database = try RandomDatabase(
                records: records, recordByteCount: recordByteCount, layout: layout,
                using: &generator)
            for index in [0, records / 2, records - 1] {
                #expect(try database.packed.record(at: index) == database.records[index])
            }
        }
    }

    @Test(arguments: RetrievalKernel.Layout.allCases)
    func `writes reach their records and no snapshot`(layout: RetrievalKernel.Layout) throws {
        var generator = SeededGenerator(seed: testSeed())
        var database = try RandomDatabase(
            records: 2100, recordByteCount: 24, layout: layout, using: &generator)
        let snapshot = database.packed
        let before = database.records
        for (first, count) in [(0, 1), (8, 8), (16, 9), (5, 20), (1020, 10), (2090, 10)] {
            let rows = generator.bytes(24 * count)
            try rows.withUnsafeBytes {
                try database.packed.replace(startingAt: first, with: $0)
            }
            for i in 0..<count { database.records[first + i] = Array(rows[24 * i..<24 * i + 24]) }
        }
        let single = generator.bytes(24)
        try database.packed.setRecord(single, at: 77)
        database.records[77] = single
        for index in 0..<2100 {
            #expect(try database.packed.record(at: index) == database.records[index])
            #expect(try snapshot.record(at: index) == before[index])
        }
    }

    @Test(arguments: [1, 7, 8, 100, 1024])
    func `all packers pack alike`(records: Int) {
        var generator = SeededGenerator(seed: testSeed())
        for recordByteCount in [16, 17, 32, 48, 64, 100, 200] {
            let rows = generator.bytes(records * recordByteCount)
            let row = generator.bytes(recordByteCount)
            var blocks: [[UInt8]] = []
            while true {
                let byteCount = pr_block_bytes(records, recordByteCount)
                guard let memory = pr_allocate(byteCount) else { return }
                defer { pr_free(memory) }
                let block = memory.assumingMemoryBound(to: UInt8.self)
                guard
                    pr_block_pack_with(
                        blocks.count, block, records, recordByteCount, 0, records, rows) == 0,
                    pr_block_set_with(
                        blocks.count, block, records, recordByteCount, records / 2, row) == 0
                else { break }
                blocks.append(Array(UnsafeBufferPointer(start: block, count: byteCount)))
            }
            #expect(blocks.count > 0)
            for block in blocks { #expect(block == blocks[0], "\(recordByteCount)") }
        }
    }

    @Test(arguments: RetrievalKernel.Layout.allCases)
    func `engines pack on all cores`(layout: RetrievalKernel.Layout) throws {
        var generator = SeededGenerator(seed: testSeed())
        let rows = generator.bytes(2100 * 16)
        var database = try PackedDatabase(recordCount: 2100, recordByteCount: 16, layout: layout)
        let snapshot = database
        try rows.withUnsafeBytes { try RetrievalEngine(cores: 3).pack(&database, from: $0) }
        for index in 0..<2100 {
            #expect(
                try database.record(at: index) == Array(rows[16 * index..<16 * (index + 1)]))
        }
        #expect(try snapshot.record(at: 2099) == [UInt8](repeating: 0, count: 16))
        #expect(throws: RetrievalError.wrongRecordByteCount(expected: 2100 * 16)) {
            try [UInt8](repeating: 0, count: 16).withUnsafeBytes {
                try RetrievalEngine().pack(&database, from: $0)
            }
        }
    }

    @Test func `repacking some records equals packing all`() throws {
        var generator = SeededGenerator(seed: testSeed())
        let layout = RetrievalKernel.best.layout
        var database = try RandomDatabase(
            records: 1100, recordByteCount: 32, layout: layout, using: &generator)
        var changed: Set<Int> = []
        for _ in 0..<300 {
            let index = Int.random(in: 0..<1100, using: &generator)
            changed.insert(index)
            database.records[index] = generator.bytes(32)
        }
        try Array(database.records.joined()).withUnsafeBytes {
            try database.packed.repack(changed, from: $0)
        }
        for index in 0..<1100 {
            #expect(try database.packed.record(at: index) == database.records[index])
        }
    }

    @Test func `sizes beyond the limits are refused`() throws {
        func make(_ records: Int, _ bytes: Int) throws(RetrievalError) -> PackedDatabase {
            try PackedDatabase(recordCount: records, recordByteCount: bytes)
        }
        #expect(throws: RetrievalError.emptyDatabase) { try make(0, 16) }
        #expect(throws: RetrievalError.tooManyRecords(limit: 8 << 20)) {
            try make((8 << 20) + 1, 16)
        }
        #expect(throws: RetrievalError.recordByteCountOutOfRange) { try make(1, 15) }
        #expect(throws: RetrievalError.recordByteCountOutOfRange) { try make(1, 65_537) }
        #expect(throws: RetrievalError.databaseTooLarge(limit: 4 << 30)) { try make(4 << 20, 1025) }
    }

    @Test func `wrong places and lengths are refused`() throws {
        var database = try PackedDatabase(recordCount: 10, recordByteCount: 16)
        let record = [UInt8](repeating: 1, count: 16)
        #expect(throws: RetrievalError.recordOutOfRange) { try database.setRecord(record, at: 10) }
        #expect(throws: RetrievalError.recordOutOfRange) { try database.record(at: -1) }
        #expect(throws: RetrievalError.wrongRecordByteCount(expected: 16)) {
            try database.setRecord([1], at: 0)
        }
        #expect(throws: RetrievalError.wrongRecordByteCount(expected: 160)) {
            try database.pack(from: record)
        }
        #expect(throws: RetrievalError.recordOutOfRange) {
            try record.withUnsafeBytes { try database.replace(startingAt: 10, with: $0) }
        }
        #expect(throws: RetrievalError.recordOutOfRange) {
            let rows = [UInt8](repeating: 0, count: 160)
            try rows.withUnsafeBytes { try database.repack([3, 10], from: $0) }
        }
    }
}
