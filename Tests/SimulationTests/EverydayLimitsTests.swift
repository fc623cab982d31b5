import ClientCore
import Simulation
import Synchronization
import Testing
import Wire

/// What everyday features refuse, and what only time shows.
@Suite struct EverydayLimitsTests {
    /// Signs of writing that reached somebody.
    private final class Signs: Sendable {
        private let all = Mutex<[(client: Int, conversation: String, from: String)]>([])

        func take(_ client: Int, _ event: ClientEvent) {
            guard case .notice(.typing(let conversation, let from)) = event else { return }
            all.withLock { $0.append((client, conversation, from)) }
        }

        func clients(in places: [String]) -> Set<Int> {
            all.withLock { all in
                Set(all.filter { places.contains($0.conversation) }.map(\.client))
            }
        }

        var names: Set<String> { all.withLock { all in Set(all.map(\.from)) } }
    }

    @Test(arguments: [false, true])
    func signsOfWritingReachTheOthersWhereTheyAreOn(group: Bool) throws {
        let world = try EverydayTests.world(group: group, away: false)
        let simulation = world.simulation
        let signs = Signs()
        simulation.onEvent = { signs.take($0, $1) }
        func write() throws {
            try world.act(0) { engine, id, _ throws(CommandError) in
                try engine.noteTyping(in: id)
                return ClientOutput()
            }
            try simulation.run(rounds: 30)
        }
        try write()
        #expect(signs.clients(in: world.places).isEmpty, "off at first")
        try world.act(0) { engine, id, now throws(CommandError) in
            var change = ClientEngine.SettingsChange()
            change.sendsTyping = true
            return try engine.change(change, of: id, at: now)
        }
        try write()
        #expect(signs.clients(in: world.places) == Set(world.members.dropFirst()))
        #expect(signs.names.count == 1)
    }

    @Test func textsAreChangedForADay() throws {
        let world = try EverydayTests.world(group: false, away: false)
        try world.simulation.send("first", from: 0, in: world.places[0])
        try world.simulation.run(rounds: 30)
        let message = try world.last(0)
        let day: Int64 = 24 * 3_600_000
        #expect(throws: CommandError.tooLateToEdit) {
            try world.act(0) { engine, id, _ throws(CommandError) in
                try engine.edit(
                    message.sequence, in: id, to: "late", at: message.sentAt + day + 1)
            }
        }
        try world.act(0) { engine, id, _ throws(CommandError) in
            try engine.edit(message.sequence, in: id, to: "in time", at: message.sentAt + day)
        }
        try world.simulation.run(rounds: 60)
        #expect(world.thread(1).map(\.text) == ["in time"])
    }

    @Test(arguments: [false, true])
    func messagesDisappearAfterTheyAreRead(group: Bool) throws {
        let world = try EverydayTests.world(group: group, away: false)
        let simulation = world.simulation
        let lifetime = try #require(Lifetime(seconds: 120, start: .reading))
        try world.act(0) { engine, id, now throws(CommandError) in
            try engine.setLifetime(lifetime, of: id, at: now)
        }
        try simulation.send("not for long", from: 0, in: world.places[0])
        try simulation.run(rounds: 260)
        // The author's is gone, by its sending; nobody has read the others'.
        #expect(world.thread(0).isEmpty)
        for member in 1..<world.members.count {
            let message = try world.last(member)
            #expect(message.text == "not for long")
            try world.act(member) { engine, id, now throws(CommandError) in
                try engine.markRead(conversation: id, upTo: message.sequence, at: now)
            }
        }
        try simulation.run(rounds: 60)
        for member in 1..<world.members.count { #expect(world.thread(member).count == 1) }
        try simulation.run(rounds: 120)
        for member in world.members.indices {
            #expect(world.thread(member).isEmpty)
            let vault = simulation.records(world.members[member]).values
            #expect(!vault.contains { EverydayTests.holds($0, "not for long") })
        }
    }

    @Test(arguments: [false, true])
    func whoReceivesLetsAFileRest(group: Bool) throws {
        let world = try EverydayTests.world(group: group, away: false)
        let simulation = world.simulation
        // Less than a sender keeps in its stream: one that rests does not hold up the others.
        let bytes = (0..<40_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let draft = ClientEngine.FileDraft(
            role: .file, name: "a", type: "text/plain", bytes: bytes)
        func transfer() -> TransferSummary? { simulation.ask(1) { $0.transfers.first } ?? nil }
        try world.act(0) { engine, id, now throws(CommandError) in
            try engine.send(draft, to: id, at: now).output
        }
        for _ in 0..<60 where (transfer()?.doneBytes ?? 0) == 0 { try simulation.run(rounds: 1) }
        let sequence = try world.last(1).sequence
        try world.act(1) { engine, id, now throws(CommandError) in
            try engine.pauseFile(true, sequence, in: id, at: now)
        }
        let before = try #require(transfer())
        #expect(before.state == .paused && before.doneBytes > 0)
        try simulation.run(rounds: 80)
        #expect(transfer()?.doneBytes == before.doneBytes)
        // Texts go on in both directions, and a restart forgets nothing of it.
        try simulation.send("meanwhile", from: 0, in: world.places[0])
        try simulation.send("yes", from: 1, in: world.places[1])
        simulation.stop(1, forRounds: 5)
        try simulation.run(rounds: 60)
        #expect(world.thread(1).contains { $0.text == "meanwhile" })
        #expect(world.thread(0).contains { $0.text == "yes" })
        #expect(transfer()?.state == .paused && transfer()?.doneBytes == before.doneBytes)
        // The other one does not wait for it.
        if group {
            for _ in 0..<400 where world.thread(2).first?.file?.state != .complete {
                try simulation.run(rounds: 1)
            }
            #expect(try #require(world.thread(2).first).file?.state == .complete)
            #expect(transfer()?.doneBytes == before.doneBytes)
        }
        try world.act(1) { engine, id, now throws(CommandError) in
            try engine.pauseFile(false, sequence, in: id, at: now)
        }
        try simulation.run(rounds: 300)
        let message = try #require(world.thread(1).first)
        #expect(message.file?.state == .complete)
        #expect(simulation.fileBytes(world.members[1], of: message) == bytes)
        #expect(try #require(world.thread(0).first).file?.state == .complete)
        #expect(throws: CommandError.noSuchTransfer) {
            try world.act(1) { engine, id, now throws(CommandError) in
                try engine.pauseFile(true, sequence, in: id, at: now)
            }
        }
    }
}
