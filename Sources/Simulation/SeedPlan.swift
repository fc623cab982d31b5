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

    /// A run is too short to show anything below.
    static let fewestRounds = 200
    /// Rounds after the last fault within which everything has to arrive.
    static let patienceRounds = 60_000

    /// Plans for seeds that share so many milliseconds of virtual time in proportion to their round
    /// periods: all of them play about as many rounds.
    package static func plans(
        seeds: Range<UInt64>, milliseconds: Int64,
        mutation: SimulationConfiguration.Mutation? = nil
    ) -> [SeedPlan] {
        let periods = seeds.map { Int64(drawPeriod($0)) }
        let sum = max(1, periods.reduce(0, +))
        let rounds = max(fewestRounds, Int((milliseconds + sum - 1) / sum))
        return seeds.map { SeedPlan(seed: $0, rounds: rounds, mutation: mutation) }
    }

    /// 250 ms to 60 s, as many short ones as long ones on a logarithmic scale.
    private static func drawPeriod(_ seed: UInt64) -> Int {
        var random = RandomStream(seed: seed &* 0x1000_0001 &+ 7)
        let exponent = Double.random(in: 0...1, using: &random)
        return Int((250 * pow(240, exponent)).rounded())
    }

    private init(seed: UInt64, rounds: Int, mutation: SimulationConfiguration.Mutation?) {
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
        self.configuration = configuration
    }

    private func makePeople() -> any SimulatedPeople {
        PairTalk(
            seed: seed &* 31 &+ 5, people: configuration.clientCount,
            messageChance: messageChance, longestText: longestText)
    }

    /// Plays the plan: talk and faults, then calm until all has arrived.
    package func run() throws -> SeedResult {
        let simulation = try Simulation(configuration)
        let people = makePeople()
        let start = simulation.now
        try people.meet(simulation)
        for _ in 0..<rounds {
            try people.act(simulation)
            try simulation.run(rounds: 1)
        }
        simulation.calm()
        var waited = 0
        while !people.isDone(simulation), waited < Self.patienceRounds {
            try simulation.run(rounds: 10)
            waited += 10
        }
        return SeedResult(
            seed: seed, milliseconds: simulation.now - start, rounds: rounds + waited,
            clients: configuration.clientCount, verdict: people.verdict(simulation),
            repeatedFrames: simulation.repeatedFrameCount, isQuiet: people.isDone(simulation))
    }
}
