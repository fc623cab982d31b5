import ClientCore
import Simulation
import Testing
import Wire

/// People who are never there together: only the K pages of a slot stand between them.
@Suite struct AbsenceTests {
    static func configuration(seed: UInt64, clients: Int, pages: Int) -> SimulationConfiguration {
        var configuration = SimulationConfiguration()
        configuration.seed = seed
        configuration.clientCount = clients
        configuration.parameters.capacity = 16
        configuration.parameters.pagesPerSlot = pages
        return configuration
    }

    /// A sender is stopped and never comes back: its friends find in its pages what it had published.
    ///
    /// They were away while it wrote; everything that has room is there. A sender that is stopped in the
    /// middle of its writing may just have driven out a cell that it would have repeated next: one friend may
    /// lack that and what comes after it. Keys are not the seed's, so which cells those are differs.
    @Test(arguments: [31, 32, 33, 34, 35, 36, 37, 38] as [UInt64])
    func aStoppedClientsPagesHoldWhatItsFriendsMiss(seed: UInt64) throws {
        var random = RandomStream(seed: seed)
        let friends = Int.random(in: 1...4, using: &random)
        let pages = [16, 32, 64].randomElement(using: &random) ?? 32
        let simulation = try Simulation(
            Self.configuration(seed: seed, clients: friends + 1, pages: pages))
        let ids = try (1...friends).map { try simulation.introduce(0, $0) }
        try simulation.run(rounds: 80)
        #expect(ids.allSatisfy { simulation.conversation(0, $0.inviter)?.phase == .active })
        for friend in 1...friends { simulation.stop(friend, forRounds: 100_000) }
        var said = [[String]](repeating: [], count: friends)
        for round in 0..<Int.random(in: 30...300, using: &random) {
            if random.next() % 5 == 0 {
                let friend = Int.random(in: 0..<friends, using: &random)
                let text =
                    "\(round) "
                    + String(
                        repeating: "x", count: Int.random(in: 0..<900, using: &random))
                try simulation.send(text, from: 0, in: ids[friend].inviter)
                said[friend].append(text)
            }
            try simulation.run(rounds: 1)
        }
        let isInTheMiddle = seed % 2 == 1
        if !isInTheMiddle { try simulation.run(rounds: 2 * pages) }
        let summaries = ids.map { simulation.conversation(0, $0.inviter) }
        let published = ids.map { id in
            simulation.thread(0, id.inviter).filter { $0.kind == .text && $0.state == .published }
                .map(\.text)
        }
        simulation.stop(0, forRounds: 100_000)
        for friend in 1...friends { try simulation.start(friend) }
        try simulation.run(rounds: pages * friends * 6)
        var incomplete = 0
        for friend in 0..<friends {
            let received = simulation.thread(friend + 1, ids[friend].accepter)
                .filter { $0.from != nil && $0.kind == .text }.map(\.text)
            #expect(received == Array(said[friend].prefix(received.count)), "in order, once")
            let heldBack = summaries[friend]?.heldBackCount ?? 0
            let fits = min(published[friend].count, said[friend].count - heldBack)
            print(
                "seed \(seed), \(pages) pages, \(friends) friends: \(received.count) of \(fits) that "
                    + "fit, \(said[friend].count) said")
            if received.count < fits { incomplete += 1 }
        }
        #expect(incomplete <= (isInTheMiddle ? 1 : 0))
    }

    /// 200 texts to somebody who is away: what fits arrives without the sender, the person is told
    /// of the rest, and the rest arrives when both are there.
    @Test func whatDoesNotFitWaitsAndThePersonIsTold() throws {
        let simulation = try Simulation(Self.configuration(seed: 7, clients: 2, pages: 32))
        let ids = try simulation.introduce(0, 1)
        try simulation.run(rounds: 60)
        simulation.stop(1, forRounds: 100_000)
        let texts = (0..<200).map { "text \($0) " + String(repeating: "y", count: 100) }
        for text in texts { try simulation.send(text, from: 0, in: ids.inviter) }
        let summary = try #require(simulation.conversation(0, ids.inviter))
        #expect(summary.heldBackCount > 50)
        #expect(
            summary.heldBackNotice
                == "\(summary.heldBackCount) messages wait until client 1 has been here")
        try simulation.run(rounds: 60)
        simulation.stop(0, forRounds: 100_000)
        try simulation.start(1)
        try simulation.run(rounds: 3 * 32)
        func received() -> [String] {
            simulation.thread(1, ids.accepter).filter { $0.from != nil && $0.kind == .text }
                .map(\.text)
        }
        #expect(received() == Array(texts.prefix(200 - summary.heldBackCount)))
        try simulation.start(0)
        try simulation.run(rounds: 400)
        #expect(received() == texts)
        #expect(simulation.conversation(0, ids.inviter)?.heldBackNotice == nil)
    }

    /// That something has arrived is known also to who was never there together with its reader, and
    /// without a pass over all of its pages.
    @Test func anAcknowledgementLiesOnEveryPage() throws {
        let simulation = try Simulation(Self.configuration(seed: 9, clients: 2, pages: 64))
        let ids = try simulation.introduce(0, 1)
        try simulation.run(rounds: 60)
        simulation.stop(1, forRounds: 100_000)
        try simulation.send("did it arrive?", from: 0, in: ids.inviter)
        try simulation.run(rounds: 64)
        simulation.stop(0, forRounds: 100_000)
        try simulation.start(1)
        try simulation.run(rounds: 2 * 64)
        simulation.stop(1, forRounds: 100_000)
        try simulation.start(0)
        var rounds = 0
        while simulation.conversation(0, ids.inviter)?.waitingCount != 0, rounds < 200 {
            try simulation.run(rounds: 1)
            rounds += 1
        }
        print("delivered after \(rounds) rounds")
        #expect(rounds < 12)
    }

    /// A long message does not wait for an acknowledgement of each part.
    @Test func aLongMessageFlows() throws {
        let simulation = try Simulation(Self.configuration(seed: 8, clients: 2, pages: 64))
        let ids = try simulation.introduce(0, 1)
        try simulation.run(rounds: 60)
        let text = String(repeating: "z", count: 40_000)
        try simulation.send(text, from: 0, in: ids.inviter)
        var rounds = 0
        while simulation.thread(1, ids.accepter).last?.text != text, rounds < 400 {
            try simulation.run(rounds: 1)
            rounds += 1
        }
        print("40,000 bytes in \(rounds) rounds")
        #expect(rounds < 80, "46 cells took \(rounds) rounds")
    }
}
