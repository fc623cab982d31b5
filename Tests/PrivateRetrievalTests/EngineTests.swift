import PrivateRetrieval
import Testing

@Suite struct EngineTests {
    struct Shape: Sendable, CustomTestStringConvertible {
        var records: Int
        var recordByteCount: Int
        var queries: Int
        var testDescription: String { "\(records) x \(recordByteCount), \(queries) queries" }
    }

    static let shapes = [
        Shape(records: 1, recordByteCount: 16, queries: 1),
        Shape(records: 7, recordByteCount: 17, queries: 3),
        Shape(records: 63, recordByteCount: 48, queries: 33),
        Shape(records: 1000, recordByteCount: 64, queries: 33),
        Shape(records: 1001, recordByteCount: 100, queries: 40),
        Shape(records: 1024, recordByteCount: 16, queries: 65),
        Shape(records: 1033, recordByteCount: 1024, queries: 3),
        Shape(records: 4100, recordByteCount: 16, queries: 8),
        Shape(records: 5, recordByteCount: 65_536, queries: 2),
        Shape(records: 9001, recordByteCount: 32, queries: 5),
    ]

    @Test(arguments: RetrievalKernel.available, shapes)
    func `kernels agree with the naive product`(kernel: RetrievalKernel, shape: Shape) throws {
        var generator = SeededGenerator(seed: testSeed())
        let database = try RandomDatabase(
            records: shape.records, recordByteCount: shape.recordByteCount, layout: kernel.layout,
            using: &generator)
        let tweak = try RoundTweak(generator.bytes(16))
        // Any root and any correction words select some records.
        let queries = try (0..<shape.queries).map { index in
            try Query(
                root: QueryRoot(generator.bytes(16)),
                correctionWords: generator.bytes(
                    DPF.correctionWordByteCount(records: shape.records)),
                server: index % 2 == 0 ? .leader : .helper)
        }
        let engine = try RetrievalEngine(cores: 2, kernel: kernel)
        let answers = try engine.answer(queries, database: database.packed, tweak: tweak)
        #expect(answers.count == shape.queries)
        #expect(answers.failures.isEmpty)
        // The naive product is slow: it checks the first, the last and some between.
        for index in Set([0, shape.queries - 1, shape.queries / 2, min(32, shape.queries - 1)]) {
            let bits = try DPF.expand(queries[index], records: shape.records, tweak: tweak)
            let expected = NaiveRetrieval.product(bits: bits, records: database.records)
            #expect(try answers.answer(at: index) == expected, "query \(index)")
        }
    }

    @Test(arguments: RetrievalKernel.available)
    func `two answers make the record`(kernel: RetrievalKernel) throws {
        var generator = SeededGenerator(seed: testSeed())
        let database = try RandomDatabase(
            records: 1500, recordByteCount: 64, layout: kernel.layout, using: &generator)
        let tweak = try RoundTweak(generator.bytes(16))
        let targets = (0..<37).map { _ in Int.random(in: 0..<1500, using: &generator) }
        let pairs = try targets.map {
            try QueryPair(target: $0, records: 1500, tweak: tweak, using: &generator)
        }
        let pads = try PadKeys((0..<37).map { _ in generator.bytes(32) })
        let engine = try RetrievalEngine(kernel: kernel)
        let leader = try engine.answer(
            pairs.map(\.leader), database: database.packed, tweak: tweak, pads: pads)
        let helper = try engine.answer(
            pairs.map(\.helper), database: database.packed, tweak: tweak)
        for (index, target) in targets.enumerated() {
            var opened = try leader.answer(at: index)
            try Pad.apply(key: pads[index], to: &opened)
            let record = try Reconstruction.record(
                fromLeader: opened, helper: helper.answer(at: index))
            #expect(record == database.records[target])
        }
    }

    @Test func `a bad query fails alone`() throws {
        var generator = SeededGenerator(seed: testSeed())
        let database = try RandomDatabase(
            records: 600, recordByteCount: 16, layout: RetrievalKernel.best.layout,
            using: &generator)
        let tweak = try RoundTweak(generator.bytes(16))
        let good = try QueryPair(target: 599, records: 600, tweak: tweak, using: &generator)
        let foreign = try QueryPair(target: 0, records: 10_000, tweak: tweak, using: &generator)
        var empty = good.leader
        empty.correctionWords = []
        let queries = [foreign.leader, good.leader, empty, good.leader, good.leader]
        let engine = try RetrievalEngine(queryLimit: 4)
        let answers = try engine.answer(queries, database: database.packed, tweak: tweak)
        let expected = DPF.correctionWordByteCount(records: 600)
        #expect(
            answers.failures == [
                0: .wrongCorrectionWordByteCount(expected: expected),
                2: .wrongCorrectionWordByteCount(expected: expected),
                4: .batchLimitExceeded(limit: 4),
            ])
        #expect(throws: RetrievalError.batchLimitExceeded(limit: 4)) {
            try answers.answer(at: 4)
        }
        #expect(answers.bytes[answers.range(of: 0)].allSatisfy { $0 == 0 })
        let helper = try engine.answer([good.helper], database: database.packed, tweak: tweak)
        let record = try Reconstruction.record(
            fromLeader: answers.answer(at: 1), helper: helper.answer(at: 0))
        #expect(record == database.records[599])
        #expect(try answers.answer(at: 3) == answers.answer(at: 1))
    }

    @Test func `no queries give no answers, and other mistakes are refused`() throws {
        let tweak = try RoundTweak([UInt8](repeating: 0, count: 16))
        let engine = try RetrievalEngine()
        let database = try engine.database(recordCount: 3, recordByteCount: 16)
        #expect(try engine.answer([], database: database, tweak: tweak).count == 0)
        let other: RetrievalKernel.Layout = engine.kernel.layout == .rows ? .octets : .rows
        let foreign = try PackedDatabase(recordCount: 3, recordByteCount: 16, layout: other)
        #expect(throws: RetrievalError.wrongLayout) {
            try engine.answer([], database: foreign, tweak: tweak)
        }
        let pads = try PadKeys([UInt8](repeating: 0, count: 32), keyByteCount: 32)
        #expect(throws: RetrievalError.wrongPadCount) {
            try engine.answer([], database: database, tweak: tweak, pads: pads)
        }
        #expect(throws: RetrievalError.wrongKeyByteCount) { try PadKeys([[1, 2]]) }
        #expect(throws: RetrievalError.kernelUnavailable) { try RetrievalKernel.named("abacus") }
    }

    @Test func `the fake scheme finds records as the real one does`() throws {
        var generator = SeededGenerator(seed: testSeed())
        let database = try RandomDatabase(
            records: 50, recordByteCount: 16, layout: .rows, using: &generator)
        let query = try FakeRetrieval.query(target: 49, records: 50)
        let answers = try ServerIndex.allCases.map {
            try FakeRetrieval.answer(query, server: $0, database: database.packed)
        }
        let record = try Reconstruction.record(fromLeader: answers[0], helper: answers[1])
        #expect(record == database.records[49])
    }
}
