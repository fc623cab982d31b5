import Simulation
import Testing
import Wire

/// Deployments in which everything breaks, and builds that have to be caught.
@Suite struct SeedTests {
    @Test func nothingIsLost() async throws {
        let plans = SeedPlan.plans(seeds: 1..<4, milliseconds: 600_000)
        var results: [SeedResult] = []
        try await SeedBatch(plans).run { results.append($0) }
        for result in results {
            print("seed \(result.seed): \(result.verdict) in \(result.rounds) rounds")
            #expect(result.isPerfect, "seed \(result.seed): \(result.verdict)")
        }
        #expect(results.reduce(0) { $0 + $1.verdict.messages } > 20)
    }

    /// Seeds share the hours in proportion to their rounds' length, and all of them are played.
    @Test func theHoursAreShared() {
        let plans = SeedPlan.plans(seeds: 1..<101, milliseconds: 1_000 * 3_600_000)
        let sum = plans.reduce(Int64(0)) { $0 + Int64($1.rounds * $1.roundMilliseconds) }
        #expect(sum >= 1_000 * 3_600_000)
        #expect(plans.map(\.roundMilliseconds).min() ?? 0 < 400)
        #expect(plans.map(\.roundMilliseconds).max() ?? 0 > 45_000)
        #expect(plans.allSatisfy { (3...12).contains($0.configuration.clientCount) })
    }

    /// A vault whose commits do not always reach the disk, and a client that acknowledges what it
    /// could not store.
    @Test(arguments: [SimulationConfiguration.Mutation.skipVaultSync, .acknowledgeUnstored])
    func brokenBuildsLoseMessages(_ mutation: SimulationConfiguration.Mutation) throws {
        var lost = 0
        for seed in 1...3 as ClosedRange<UInt64> {
            var configuration = SimulationConfiguration()
            configuration.seed = seed
            configuration.clientCount = 4
            configuration.parameters.capacity = 16
            configuration.parameters.pagesPerSlot = 16
            configuration.faults.clientCrash = 0.01
            configuration.faults.storageFailure = 0.02
            configuration.mutation = mutation
            let trace = MessageTrace.synthetic(seed: seed, people: 4, messages: 80, seconds: 300)
            let result = try TraceReplay(Simulation(configuration), trace)
                .run(patienceRounds: 200)
            lost += result.lost
        }
        #expect(lost > 0)
    }
}
