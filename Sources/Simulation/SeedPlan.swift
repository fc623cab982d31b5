import Foundation
import Wire

/// Everything that a seed decides about a run.
package struct SeedPlan: Sendable {
    package let seed: UInt64
    package let configuration: SimulationConfiguration
    package let roundMilliseconds: Int
    /// Rounds in which people talk and things break.
    package let rounds: Int
    private let longestText: Int
    private let messageChance: Double
    /// Nil: people meet in pairs alone.
    private let groupHabits: GroupTalk.Habits?

    /// A run is too short to show anything below.
    static let fewestRounds = 200
    /// Rounds after the last fault within which everything has to arrive.
    package static let patienceRounds = 60_000
    /// … after which people do what they can, and after which a month goes by: what programs keep is
    /// given up then, and its author told.
    private static let roundsUntilPeopleStepIn = 20_000
    private static let roundsUntilAMonthPasses = 24_000

    /// Plans for seeds that share so many milliseconds of virtual time in proportion to their round
    /// periods: all of them play about as many rounds.
    ///
    /// - Parameter withGroups: Whether three seeds of five found groups beside their pairs.
    package static func plans(
        seeds: Range<UInt64>, milliseconds: Int64,
        mutation: SimulationConfiguration.Mutation? = nil, withGroups: Bool = false
    ) -> [SeedPlan] {
        let periods = seeds.map { Int64(drawPeriod($0)) }
        let sum = max(1, periods.reduce(0, +))
        let rounds = max(fewestRounds, Int((milliseconds + sum - 1) / sum))
        return seeds.map {
            SeedPlan(seed: $0, rounds: rounds, mutation: mutation, withGroups: withGroups)
        }
    }

    /// 250 ms to 60 s, as many short ones as long ones on a logarithmic scale.
    private static func drawPeriod(_ seed: UInt64) -> Int {
        var random = RandomStream(seed: seed &* 0x1000_0001 &+ 7)
        let exponent = Double.random(in: 0...1, using: &random)
        return Int((250 * pow(240, exponent)).rounded())
    }

    private init(
        seed: UInt64, rounds: Int, mutation: SimulationConfiguration.Mutation?, withGroups: Bool
    ) {
        self.seed = seed
        self.rounds = rounds
        roundMilliseconds = Self.drawPeriod(seed)
        var random = RandomStream(seed: seed &* 0x1000_0003 &+ 11)
        var configuration = SimulationConfiguration()
        configuration.seed = seed &* 1_009
        configuration.clientCount = Int.random(in: 3...12, using: &random)
        configuration.parameters.capacity = [12, 16, 24, 32].randomElement(using: &random) ?? 16
        configuration.parameters.roundMilliseconds = roundMilliseconds
        configuration.parameters.pagesPerSlot =
            [8, 12, 16, 31, 32, 64].randomElement(using: &random) ?? 16
        configuration.parameters.readsPerRound = Int.random(in: 1...3, using: &random)
        configuration.parameters.bellPeriodRounds = Int.random(in: 1...8, using: &random)
        configuration.parameters.knockPeriodRounds = Int.random(in: 1...8, using: &random)
        configuration.delayMilliseconds = 1...Int64(min(200, roundMilliseconds / 12))
        configuration.faults = .allForLong
        configuration.plannedRounds = rounds
        configuration.mutation = mutation
        // The strict mode is slow: its people write short texts, and few.
        let isStrict = random.chance(0.05)
        if isStrict {
            configuration.clientCount = min(5, configuration.clientCount)
            configuration.strictClients = [0, 1]
        }
        longestText = isStrict ? 200 : 60_000
        messageChance = isStrict ? 0.005 : Double.random(in: 0.02...0.1, using: &random)
        groupHabits =
            withGroups && random.chance(0.6)
            ? Self.drawHabits(isStrict: isStrict, &random) : nil
        self.configuration = configuration
    }

    private static func drawHabits(
        isStrict: Bool, _ random: inout RandomStream
    ) -> GroupTalk.Habits {
        var habits = GroupTalk.Habits()
        habits.groups = isStrict ? 1 : Int.random(in: 1...3, using: &random)
        habits.messageChance = isStrict ? 0.003 : Double.random(in: 0.01...0.05, using: &random)
        habits.changeChance = isStrict ? 0.001 : Double.random(in: 0.002...0.02, using: &random)
        habits.longestText = isStrict ? 200 : 8_000
        return habits
    }

    private func makePeople() -> any SimulatedPeople {
        let pairs = PairTalk(
            seed: seed &* 31 &+ 5, people: configuration.clientCount,
            messageChance: messageChance, longestText: longestText)
        guard let groupHabits else { return pairs }
        return GroupTalk(
            seed: seed &* 37 &+ 3, people: configuration.clientCount, pairs: pairs,
            habits: groupHabits)
    }

    /// Plays the plan: talk and faults, then calm until all has arrived.
    /// - Parameter patience: in rounds.
    package func run(patience: Int = Self.patienceRounds) throws -> SeedResult {
        let simulation = try Simulation(configuration)
        let people = makePeople()
        let start = simulation.now
        try people.meet(simulation)
        for _ in 0..<rounds {
            try people.act(simulation)
            try simulation.run(rounds: 1)
        }
        simulation.calm()
        var (waited, deeds) = (0, [String]())
        while !people.isDone(simulation), waited < patience {
            for _ in 0..<10 {
                try simulation.run(rounds: 1)
                people.watch(simulation)
            }
            waited += 10
            if waited == Self.roundsUntilPeopleStepIn {
                deeds = people.notes(simulation) + (try people.stepIn(simulation))
            }
            if waited == Self.roundsUntilAMonthPasses { simulation.setAllClocks(Self.month) }
        }
        let isDone = people.isDone(simulation)
        return SeedResult(
            seed: seed, milliseconds: simulation.now - start, rounds: rounds + waited,
            clients: configuration.clientCount, verdict: people.verdict(simulation),
            repeatedFrames: simulation.repeatedFrameCount, isQuiet: isDone,
            tookPeople: waited >= Self.roundsUntilPeopleStepIn,
            notes: deeds + people.notes(simulation))
    }

    private static let month: Int64 = 31 * 24 * 3_600_000
}
