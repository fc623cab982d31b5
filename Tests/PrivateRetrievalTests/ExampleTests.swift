import PrivateRetrieval
import Testing

@Suite struct ExampleTests {
    /// The example of docs/retrieval/API.md.
    @Test func `the documented example works`() throws {
        var generator = SeededGenerator(seed: testSeed())
        let roundConstant = generator.bytes(16)
        let leaderRootBytes = generator.bytes(16)
        let helperRootBytes = generator.bytes(16)
        let leaderPadKey = generator.bytes(32)
        let cell = generator.bytes(1_024)

        let tweak = try RoundTweak(roundConstant)

        let leaderRoot = try QueryRoot(leaderRootBytes)
        let helperRoot = try QueryRoot(helperRootBytes)
        let words = try DPF.correctionWords(
            target: 4_711, records: 10_000, leaderRoot: leaderRoot, helperRoot: helperRoot,
            tweak: tweak)

        let engine = try RetrievalEngine(cores: 2)
        var database = try engine.database(recordCount: 10_000, recordByteCount: 1_024)
        try database.setRecord(cell, at: 4_711)

        let queries = [Query(root: leaderRoot, correctionWords: words, server: .leader)]
        let pads = try PadKeys([leaderPadKey])
        let answers = try engine.answer(queries, database: database, tweak: tweak, pads: pads)
        let answer = try answers.answer(at: 0)

        let helperQuery = Query(root: helperRoot, correctionWords: words, server: .helper)
        let helperAnswer = try engine.answer([helperQuery], database: database, tweak: tweak)
            .answer(at: 0)

        var opened = answer
        try Pad.apply(key: leaderPadKey, to: &opened)
        let record = try Reconstruction.record(fromLeader: opened, helper: helperAnswer)
        #expect(record == cell)
    }
}
