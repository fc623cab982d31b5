import PrivateRetrieval
import Testing

@Suite struct DPFTests {
    @Test(arguments: [1, 7, 63, 512, 513, 1000, 1001, 1025, 4096, 4097, 10_000])
    func `shares differ in the target alone`(records: Int) throws {
        var generator = SeededGenerator(seed: testSeed())
        let tweak = try RoundTweak(generator.bytes(16))
        for target in [0, records - 1, Int.random(in: 0..<records, using: &generator)] {
            let pair = try QueryPair(
                target: target, records: records, tweak: tweak, using: &generator)
            let leader = try DPF.expand(pair.leader, records: records, tweak: tweak)
            let helper = try DPF.expand(pair.helper, records: records, tweak: tweak)
            var expected = [UInt8](repeating: 0, count: (records + 7) / 8)
            expected[target / 8] = 1 << (target % 8)
            #expect(zip(leader, helper).map { $0 ^ $1 } == expected)
        }
    }

    @Test(arguments: [1, 1000, 5000, 20_000])
    func `all AES engines expand alike`(records: Int) throws {
        var generator = SeededGenerator(seed: testSeed())
        let tweak = try RoundTweak(generator.bytes(16))
        let pair = try QueryPair(
            target: records / 2, records: records, tweak: tweak, using: &generator)
        let shares = try AESEngine.available.map { engine in
            try DPF.expand(pair.helper, records: records, tweak: tweak, engine: engine)
        }
        for share in shares { #expect(share == shares[0]) }
    }

    @Test func `a share looks balanced and depends on root and tweak`() throws {
        var generator = SeededGenerator(seed: testSeed())
        let tweak = try RoundTweak(generator.bytes(16))
        let pair = try QueryPair(target: 9, records: 20_000, tweak: tweak, using: &generator)
        let share = try DPF.expand(pair.leader, records: 20_000, tweak: tweak)
        let ones = share.reduce(0) { $0 + $1.nonzeroBitCount }
        // Ten standard deviations of a fair coin.
        #expect(abs(ones - 10_000) < 710)
        let other = try DPF.expand(
            pair.leader, records: 20_000, tweak: RoundTweak(generator.bytes(16)))
        #expect(share != other)
    }

    @Test func `sizes depend on the number of records alone`() {
        #expect(DPF.correctionWordByteCount(records: 1) == 64)
        #expect(DPF.correctionWordByteCount(records: 512) == 64)
        #expect(DPF.correctionWordByteCount(records: 513) == 81)
        #expect(DPF.correctionWordByteCount(records: 10_000) == 145)
        #expect(DPF.correctionWordByteCount(records: 100_000) == 193)
        #expect(DPF.correctionWordByteCount(records: 1_000_000) == 242)
        #expect(DPF.correctionWordByteCount(records: 4 << 20) == 274)
    }

    @Test func `bad targets and sizes are refused`() throws {
        let root = try QueryRoot([UInt8](repeating: 1, count: 16))
        let tweak = try RoundTweak([UInt8](repeating: 2, count: 16))
        func words(target: Int, records: Int) throws(RetrievalError) -> [UInt8] {
            try DPF.correctionWords(
                target: target, records: records, leaderRoot: root, helperRoot: root, tweak: tweak)
        }
        #expect(throws: RetrievalError.recordOutOfRange) { try words(target: 10, records: 10) }
        #expect(throws: RetrievalError.recordOutOfRange) { try words(target: -1, records: 10) }
        #expect(throws: RetrievalError.emptyDatabase) { try words(target: 0, records: 0) }
        #expect(throws: RetrievalError.tooManyRecords(limit: 8 << 20)) {
            try words(target: 0, records: (8 << 20) + 1)
        }
        #expect(throws: RetrievalError.wrongKeyByteCount) { try QueryRoot([1, 2, 3]) }
        #expect(throws: RetrievalError.wrongKeyByteCount) {
            try RoundTweak([UInt8](repeating: 0, count: 17))
        }
    }
}
