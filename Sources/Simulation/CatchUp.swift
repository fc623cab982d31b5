package import ClientCore
import Wire

/// Somebody with many contacts comes back: how many rounds until everything has arrived that some of
/// them have written.
package struct CatchUp: Sendable {
    package struct Result: Sendable {
        package var rounds: Int
        package var messages: Int
        /// Nil if everything arrived.
        package var missing: Int?
    }

    package var contacts = 50
    package var writers = 10
    package var textsPerWriter = 5
    package var textByteCount = 120
    package var pages = 128
    package var reads = 2
    package var seed: UInt64 = 1
    /// The writers' programs are stopped when they have written, and stay so.
    package var areWritersAway = true
    package var mode: SchedulingMode = .fair

    package init() {}

    /// - Parameter days: between what was written and the return.
    package func measure(days: Int, patienceRounds: Int = 5_000) throws -> Result {
        var configuration = SimulationConfiguration()
        configuration.seed = seed
        configuration.clientCount = contacts + 1
        configuration.parameters.capacity = 2 * contacts
        configuration.parameters.roundMilliseconds = 10_000
        configuration.parameters.pagesPerSlot = pages
        configuration.parameters.readsPerRound = reads
        if mode == .strict { configuration.strictClients = Set(0...contacts) }
        let simulation = try Simulation(configuration)
        // They met long ago: acquaintances one after the other, so that boards hold all knocks.
        var ids: [(inviter: String, accepter: String)] = []
        for contact in 1...contacts {
            ids.append(try simulation.introduce(contact, 0))
            try simulation.run(rounds: 4)
        }
        for _ in 0..<2_000
        where !ids.allSatisfy({
            simulation.conversation(0, $0.accepter)?.phase == .active
        }) || !simulation.isQuiet { try simulation.run(rounds: 4) }
        simulation.stop(0, forRounds: 10_000_000)
        for contact in 1...writers {
            for number in 0..<textsPerWriter {
                let text = "\(number) " + String(repeating: "t", count: textByteCount)
                try simulation.send(text, from: contact, in: ids[contact - 1].inviter)
            }
        }
        try simulation.run(rounds: 2 * pages)
        for contact in 1...contacts { simulation.stop(contact, forRounds: 10_000_000) }
        try simulation.run(milliseconds: Int64(days) * 24 * 3_600_000)
        if !areWritersAway {
            for contact in 1...contacts { try simulation.start(contact) }
            try simulation.run(rounds: 2 * pages)
        }
        try simulation.start(0)
        try simulation.run(rounds: 1)
        return try wait(simulation, ids.map(\.accepter), patienceRounds)
    }

    private func wait(
        _ simulation: Simulation, _ conversations: [String], _ patienceRounds: Int
    ) throws -> Result {
        let expected = writers * textsPerWriter
        func received() -> Int {
            conversations.reduce(0) {
                $0 + simulation.thread(0, $1).count { $0.from != nil && $0.kind == .text }
            }
        }
        var rounds = 1
        while rounds < patienceRounds {
            try simulation.run(rounds: 1)
            rounds += 1
            let count = received()
            if count == expected {
                return Result(rounds: rounds, messages: expected, missing: nil)
            }
        }
        return Result(rounds: rounds, messages: expected, missing: expected - received())
    }
}
