import ClientCore
import Simulation
import Testing
import Wire

@Suite struct IntroductionTests {
    static func configuration(seed: UInt64, clients: Int = 2) -> SimulationConfiguration {
        var configuration = SimulationConfiguration()
        configuration.seed = seed
        configuration.clientCount = clients
        configuration.parameters.capacity = 64
        configuration.parameters.pagesPerSlot = 16
        return configuration
    }

    @Test func twoPeopleMeetAndTalk() throws {
        let simulation = try Simulation(Self.configuration(seed: 1))
        try simulation.run(rounds: 8)
        let ids = try simulation.introduce(0, 1)
        try simulation.send("before we have met", from: 0, in: ids.inviter)
        try simulation.run(rounds: 60)
        #expect(simulation.conversation(0, ids.inviter)?.phase == .active)
        #expect(simulation.conversation(1, ids.accepter)?.phase == .active)
        try simulation.send("hello", from: 1, in: ids.accepter)
        try simulation.send("hello you", from: 0, in: ids.inviter)
        try simulation.run(rounds: 20)
        #expect(simulation.isQuiet)
        let texts = simulation.thread(0, ids.inviter).filter { $0.kind == .text }
        #expect(
            texts.map(\.text) == ["before we have met", "hello you", "hello"]
                || texts.map(\.text) == ["before we have met", "hello", "hello you"])
        #expect(texts.filter { $0.from == nil }.allSatisfy { $0.state == .delivered })
        let other = simulation.thread(1, ids.accepter).filter { $0.kind == .text }
        #expect(other.filter { $0.from != nil }.map(\.text) == ["before we have met", "hello you"])
    }
}
