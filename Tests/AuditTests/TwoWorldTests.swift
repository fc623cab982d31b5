import Audit
import Testing

@Suite("Two worlds with one schedule")
struct TwoWorldTests {
    private static let people = 60

    /// One of the two.
    private struct World {
        let observer: RoundObserver
        let graph: PartnerGraph
    }

    /// The same messages at the same times by the same senders; the second world has other
    /// recipients.
    private static func worlds(_ leak: Leak) throws -> [World] {
        let log = TestData.village(people: people, days: 3, messages: 4000, seed: 8)
        let first = SyntheticRecording.messages(log, days: 3)
        var generator = SeededGenerator(seed: 77)
        let renamed = (0..<Int32(people)).shuffled(using: &generator)
        let second = first.map { message -> LeakInjection.Message in
            let other = renamed[Int(message.to)]
            return LeakInjection.Message(
                microseconds: message.microseconds, from: message.from,
                to: other == message.from ? message.to : other)
        }
        return try [(first, UInt64(1)), (second, UInt64(2))].map { messages, seed in
            let model = SyntheticRecording(
                messages: messages, slotCount: people, roundMicroseconds: 1_800_000_000,
                leak: leak, seed: seed)
            return World(
                observer: try RoundObserver(model.recording),
                graph: PartnerGraph(userCount: people, pairs: messages.map { ($0.from, $0.to) }))
        }
    }

    private static func outcomes(_ leak: Leak) async throws
        -> [TwoWorldTest.Outcome]
    {
        let worlds = try worlds(leak)
        return await TwoWorldTest(
            worlds[0].observer, graph: worlds[0].graph, worlds[1].observer,
            graph: worlds[1].graph
        ).run()
    }

    @Test("Without a leak nobody can tell the worlds apart")
    func indistinguishable() async throws {
        let outcomes = try await Self.outcomes(.none)
        let found = outcomes.filter(\.isDistinguished).map { "\($0)" }
        #expect(found == [])
    }

    @Test(
        "Every leak that depends on partners tells them apart",
        arguments: [
            Leak.fastPath, .roundsOnlyWhileOpen, .earlyPollOnRing,
            .readSkippedWhenIdle,
        ])
    func distinguishable(_ leak: Leak) async throws {
        let outcomes = try await Self.outcomes(leak)
        let found = outcomes.filter(\.isDistinguished).map { "\($0)" }
        #expect(found != [], "\(leak)")
    }
}
