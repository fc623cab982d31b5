import Audit
import Replay
import Simulation
import Testing

/// The short form of the audit of live servers: real clients, leader and helper, everything that
/// both saw, and the battery of attacks on it.
@Suite struct ReplayTests {
    /// Bursts between a few people within an hour.
    private static let log: MessageLog = {
        var generator = SeededGenerator(seed: 5)
        var log = MessageLog()
        let pairs: [(String, String)] = [
            ("a", "b"), ("a", "c"), ("a", "d"), ("e", "f"), ("g", "h"), ("i", "j"), ("k", "l"),
            ("b", "e"), ("f", "k"), ("h", "l"),
        ]
        for _ in 0..<120 {
            let pair = pairs[generator.index(below: pairs.count)]
            let (from, to) = generator.next() & 1 == 0 ? pair : (pair.1, pair.0)
            let sender = log.users.number(of: from)
            log.append(
                time: 1_000_000_000_000 + Int64(generator.unit() * 600_000), from: sender,
                to: log.users.number(of: to))
        }
        _ = log.sortByTime()
        return log
    }()

    private static func findings(
        payload: ReplayPlan.Payload, roundMilliseconds: Int = 1_000, window: String = "..",
        mutation: SimulationConfiguration.Mutation? = nil
    ) async throws -> InputFindings {
        var plan = ReplayPlan()
        plan.payload = payload
        plan.roundMilliseconds = roundMilliseconds
        plan.faults = ReplayPlan.usualFaults
        plan.groupCount = 1
        plan.mutation = mutation
        plan.seed = 3
        let window = try TraceWindow(log, window: window, accounts: 12)
        return try await TraceReplayer(window, plan).run(
            InputReport(path: "trace", kind: .messages))
    }

    private static func scores(_ findings: InputFindings, _ id: String) throws -> [AttackScore] {
        let tables = findings.sections.flatMap(\.blocks).compactMap { block -> ScoreTable? in
            if case .scores(let table) = block { table } else { nil }
        }
        return try #require(tables.first { $0.id == id }).scores
    }

    private static func number(_ findings: InputFindings, _ id: String) throws -> Double {
        let facts = findings.sections.flatMap(\.blocks).flatMap { block -> [Fact] in
            if case .facts(let facts) = block { facts } else { [] }
        }
        return try #require(facts.first { $0.id == id }?.number)
    }

    @Test("Through the real stack with a group and crashes, every attack is at chance")
    func real() async throws {
        let findings = try await Self.findings(payload: .real)
        let scores = try Self.scores(findings, "recordingScores")
        #expect(scores.filter(\.isSignificant).map { "\($0)" } == [])
        let arrived = try Self.number(findings, "arrived")
        let due = try Self.number(findings, "due")
        #expect(due >= 120 && arrived == due, "the messages were played, not only counted")
        #expect(try Self.number(findings, "groups") == 1)
        let worlds = try #require(findings.headlines.last)
        #expect(worlds.contains("equal, event for event"), "\(worlds)")
    }

    @Test("A client that breaks the rules is told from the others, and the two worlds apart")
    func mutation() async throws {
        let findings = try await Self.findings(
            payload: .real, window: "+0s..+2m", mutation: .skipWhenIdle)
        let worlds = try #require(findings.headlines.last)
        #expect(worlds.contains("The recordings differ"), "\(worlds)")
    }

    @Test("Long rounds run on a faster clock, and leaks put into the recording are found")
    func longRounds() async throws {
        let findings = try await Self.findings(payload: .random, roundMilliseconds: 120_000)
        let scores = try Self.scores(findings, "recordingScores")
        #expect(scores.filter(\.isSignificant).map { "\($0)" } == [])
        let leaks = findings.sections.first { $0.id == "power" }
        guard case .table(let table) = leaks?.blocks.first else {
            Issue.record("no table of leaks")
            return
        }
        let found = table.rows.filter { $0[2] != "no" && !$0[2].hasPrefix("0 ") }.map { $0[0] }
        // A handful of rounds: enough for the fast path, not for the smaller leaks.
        #expect(found.contains(Leak.fastPath.rawValue), "\(table.rows)")
    }

    @Test("Windows are cut as asked, and nonsense is refused")
    func windows() throws {
        let all = try TraceWindow(Self.log, window: "..", accounts: 100)
        #expect(all.log.count == 120)
        let half = try TraceWindow(Self.log, window: "+0s..+5m", accounts: 100)
        #expect((20..<100).contains(half.log.count))
        let few = try TraceWindow(Self.log, window: nil, accounts: 3)
        #expect(few.log.users.count <= 3)
        for wrong in ["", "now..", "+5m..+1m", "2004-13-01T00:00Z.."] {
            #expect(throws: TraceWindow.Failure.self) {
                try TraceWindow(Self.log, window: wrong, accounts: 3)
            }
        }
        var plan = ReplayPlan()
        plan.roundMilliseconds = 600_000
        #expect(plan.scale == 10)
        plan.roundMilliseconds = 100
        #expect(plan.scale == nil)
    }
}
