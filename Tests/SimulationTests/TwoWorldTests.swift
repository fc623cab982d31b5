import ClientCore
import Simulation
import Testing
import Wire

/// The same client schedule with different conversation graphs: what servers and wire see must be
/// the same, message for message: time, direction, client and size.
@Suite struct TwoWorldTests {
    typealias Pairs = [(Int, Int)]

    static func configuration(seed: UInt64) -> SimulationConfiguration {
        var configuration = SimulationConfiguration()
        configuration.seed = seed
        configuration.clientCount = 6
        configuration.parameters.capacity = 32
        configuration.parameters.pagesPerSlot = 16
        return configuration
    }

    /// Everybody goes online and offline at the same times in every world; only who meets and
    /// writes to whom differs.
    static func record(
        _ configuration: SimulationConfiguration, meeting: Pairs, texts: Int,
        isReliable: Bool = true, fullDisks: Set<Int> = []
    ) throws -> [Observation] {
        let simulation = try Simulation(configuration)
        simulation.isRecording = true
        try simulation.run(rounds: 8)
        var conversations: [(client: Int, id: String)] = []
        for (one, other) in meeting {
            let ids = try simulation.introduce(one, other)
            conversations.append((one, ids.inviter))
            conversations.append((other, ids.accepter))
        }
        try simulation.run(rounds: 40)
        for (client, id) in conversations.prefix(2) { simulation.open(client, id) }
        simulation.fullDisks = fullDisks
        for number in 0..<5 {
            for (client, id) in conversations where number < texts {
                let text = String(repeating: "words ", count: 1 + number * 20)
                try simulation.send(text, from: client, in: id)
            }
            try simulation.run(rounds: 2)
        }
        simulation.stop(2, forRounds: 20)
        try simulation.run(rounds: 30)
        simulation.stopHelper(forRounds: 5)
        try simulation.run(rounds: 40)
        #expect(simulation.repeatedFrameCount == 0)
        // Words said while the worlds were recorded did arrive, or there was nothing to see.
        for (client, id) in conversations where isReliable {
            let received = simulation.thread(client, id).count { $0.from != nil }
            #expect(received == texts, "client \(client) received \(received) of \(texts)")
        }
        return simulation.observations
    }

    static func firstDifference(_ left: [Observation], _ right: [Observation]) -> String? {
        for (one, other) in zip(left, right) where one != other {
            return "\(one.line) | \(other.line)"
        }
        return left.count == right.count ? nil : "\(left.count) | \(right.count) messages"
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func differentGraphsLookTheSame(seed: UInt64) throws {
        let configuration = Self.configuration(seed: seed)
        let worlds: [(Pairs, Int)] = [
            ([(0, 1), (2, 3), (4, 5)], 5),
            ([(0, 2), (1, 5), (3, 4)], 5),
            ([(0, 1), (0, 2), (0, 3), (0, 4), (0, 5)], 3),
            ([], 0),
        ]
        let recordings = try worlds.map {
            try Self.record(configuration, meeting: $0.0, texts: $0.1)
        }
        #expect(recordings[0].count > 1_000)
        for recording in recordings.dropFirst() {
            let difference = Self.firstDifference(recordings[0], recording)
            #expect(difference == nil, "seed \(seed): \(difference ?? "")")
        }
    }

    /// Crashes, lost connections, stalls and full disks fall alike in both worlds, and what people
    /// do changes nothing of what follows them on the wire.
    @Test func differentGraphsLookTheSameWhileEverythingBreaks() throws {
        var configuration = Self.configuration(seed: 9)
        configuration.faults = .all
        configuration.faults.connectionLoss = 0.02
        configuration.faults.clientCrash = 0.01
        configuration.faults.storageFailure = 0.05
        let busy = try Self.record(
            configuration, meeting: [(0, 1), (2, 3), (4, 5)], texts: 5, isReliable: false)
        let other = try Self.record(
            configuration, meeting: [(0, 5), (1, 3)], texts: 2, isReliable: false)
        let silent = try Self.record(configuration, meeting: [], texts: 0, isReliable: false)
        #expect(busy.count { $0.place == .disconnected } > 10)
        for recording in [other, silent] {
            let difference = Self.firstDifference(busy, recording)
            #expect(difference == nil, "\(difference ?? "")")
        }
    }

    /// Groups, and somebody who comes back after a long time: a thousand words wait for it in one
    /// world, none in the other.
    @Test(arguments: [1, 2] as [UInt64])
    func groupsAndAbsenceLookTheSame(seed: UInt64) throws {
        var configuration = Self.configuration(seed: seed)
        configuration.faults = .all
        let talking = try Self.recordAbsence(configuration, isTalking: true)
        let silent = try Self.recordAbsence(configuration, isTalking: false)
        #expect(talking.count > 1_000)
        let difference = Self.firstDifference(talking, silent)
        #expect(difference == nil, "seed \(seed): \(difference ?? "")")
    }

    private static func recordAbsence(
        _ configuration: SimulationConfiguration, isTalking: Bool
    ) throws -> [Observation] {
        let simulation = try Simulation(configuration)
        simulation.isRecording = true
        try simulation.run(rounds: 8)
        var group = ""
        if isTalking {
            let contacts = try (1..<4).map { try simulation.introduce(0, $0).inviter }
            try simulation.run(rounds: 120)
            let active = contacts.filter { simulation.conversation(0, $0)?.phase == .active }
            group = try simulation.createGroup("all of us", by: 0, contacts: active)
        } else {
            try simulation.run(rounds: 120)
        }
        try simulation.run(rounds: 600)
        // Without a group, or with one that nobody hears in, this would show nothing.
        if isTalking { #expect(simulation.members(group, of: 0).count == 4) }
        simulation.stop(3, forRounds: 400)
        for number in 0..<20 {
            if isTalking { try talk(simulation, group, number) }
            try simulation.run(rounds: 16)
        }
        if isTalking { #expect(heard(simulation, 3, of: group).isEmpty) }
        try simulation.run(rounds: 500)
        #expect(simulation.repeatedFrameCount == 0)
        if isTalking {
            let heard = heard(simulation, 3, of: group)
            #expect(heard.count > 100, "\(heard.count)")
            #expect(simulation.members(group, of: 0).count == 3)
        }
        return simulation.observations
    }

    /// A thousand words in all, a group that is renamed and a member who leaves.
    private static func talk(_ simulation: Simulation, _ group: String, _ number: Int) throws {
        for word in 0..<50 {
            try simulation.send("word \(50 * number + word)", from: 0, in: group)
        }
        if number == 5 { try simulation.rename(group, to: "most of us", by: 0) }
        if number == 2 { try simulation.leave(#require(seat(simulation, 2)), by: 2) }
    }

    private static func seat(_ simulation: Simulation, _ client: Int) -> String? {
        simulation.group("most of us", of: client) ?? simulation.group("all of us", of: client)
    }

    private static func heard(
        _ simulation: Simulation, _ client: Int, of group: String
    ) -> [String] {
        guard let own = seat(simulation, client) else { return [] }
        return simulation.thread(client, own).filter { $0.kind == .text }.map(\.text)
    }

    /// A disk that stays full for long: an active client's connection lives as an idle one's.
    @Test func aFullDiskLooksTheSameWhateverIsSaid() throws {
        let configuration = Self.configuration(seed: 5)
        let talking = try Self.record(
            configuration, meeting: [(0, 1)], texts: 5, isReliable: false, fullDisks: [0, 1])
        let silent = try Self.record(
            configuration, meeting: [], texts: 0, isReliable: false, fullDisks: [0, 1])
        let difference = Self.firstDifference(talking, silent)
        #expect(difference == nil, "\(difference ?? "")")
    }

    /// The test must be able to fail: clients that break the rules are noticed.
    @Test(arguments: [SimulationConfiguration.Mutation.earlyPollOnRing, .skipWhenIdle])
    func mutationsAreCaught(_ mutation: SimulationConfiguration.Mutation) throws {
        var configuration = Self.configuration(seed: 1)
        configuration.mutation = mutation
        let talking = try Self.record(configuration, meeting: [(0, 1)], texts: 3, isReliable: false)
        let silent = try Self.record(configuration, meeting: [], texts: 0, isReliable: false)
        #expect(Self.firstDifference(talking, silent) != nil)
    }
}
