import ClientCore
import Simulation
import Testing
import Wire

/// What people of a modern messenger take for granted, between two and in a group of three, one of
/// them absent at first.
@Suite struct EverydayTests {
    /// A simulation with a conversation of three, or of two.
    struct World {
        let simulation: Simulation
        /// The conversation's identifier at each client.
        var places: [String]
        /// Clients in it; the last one is away when the test begins.
        var members: [Int]

        func thread(_ member: Int) -> [MessageRecord] {
            simulation.thread(members[member], places[member]).filter { $0.kind != .event }
        }

        func events(_ member: Int) -> [String] {
            simulation.thread(members[member], places[member]).filter { $0.kind == .event }
                .map(\.text)
        }

        func last(_ member: Int) throws -> MessageRecord { try #require(thread(member).last) }

        func act(
            _ member: Int,
            _ body: (inout ClientEngine, String, Int64) throws(CommandError) -> ClientOutput
        ) throws {
            try simulation.act(members[member]) { engine, now throws(CommandError) in
                try body(&engine, places[member], now)
            }
        }

        /// Runs until the one who is away has come back and everything is said.
        func settle() throws {
            try simulation.start(members[members.count - 1])
            try simulation.run(rounds: 260)
        }
    }

    static func world(group: Bool, seed: UInt64 = 1, away: Bool = true) throws -> World {
        var configuration = SimulationConfiguration()
        configuration.seed = seed
        configuration.clientCount = 3
        configuration.parameters.capacity = 16
        configuration.parameters.pagesPerSlot = 32
        let simulation = try Simulation(configuration)
        try simulation.run(rounds: 8)
        let one = try simulation.introduce(0, 1)
        guard group else {
            try simulation.run(rounds: 120)
            if away { simulation.stop(1, forRounds: 100_000) }
            return World(
                simulation: simulation, places: [one.inviter, one.accepter], members: [0, 1])
        }
        let two = try simulation.introduce(0, 2)
        try simulation.run(rounds: 160)
        let id = try simulation.createGroup(
            "we three", by: 0, contacts: [one.inviter, two.inviter])
        try simulation.run(rounds: 300)
        let places = [
            id, try #require(simulation.group("we three", of: 1)),
            try #require(simulation.group("we three", of: 2)),
        ]
        if away { simulation.stop(2, forRounds: 100_000) }
        return World(simulation: simulation, places: places, members: [0, 1, 2])
    }

    @Test(arguments: [false, true])
    func repliesReactionsMentionsEditsAndDeletions(group: Bool) throws {
        let world = try Self.world(group: group)
        let simulation = world.simulation
        let others = 1..<world.members.count
        try simulation.send("first", from: 0, in: world.places[0])
        try simulation.send("second", from: 0, in: world.places[0])
        let texts = world.thread(0)
        try world.act(0) { engine, id, now throws(CommandError) in
            var draft = ClientEngine.Draft(text: "שלום 🌒 third")
            draft.replyTo = texts[0].sequence
            draft.isForwarded = true
            return try engine.send(draft, to: id, at: now).output
        }
        try world.act(0) { engine, id, now throws(CommandError) in
            try engine.react("👍", to: texts[0].sequence, in: id, at: now)
        }
        try world.act(0) { engine, id, now throws(CommandError) in
            try engine.edit(texts[0].sequence, in: id, to: "first, better", at: now)
        }
        try world.act(0) { engine, id, now throws(CommandError) in
            try engine.deleteForEveryone(texts[1].sequence, in: id, at: now)
        }
        try world.settle()
        for member in others {
            let thread = world.thread(member)
            #expect(thread.map(\.text) == ["first, better", "", "שלום 🌒 third"])
            #expect(thread[0].editedAt != nil)
            #expect(thread[0].reactions?.map(\.emoji) == ["👍"])
            #expect(thread[1].isDeleted == true)
            #expect(thread[2].isForwarded == true)
            #expect(thread[2].quotation?.reference.id == texts[0].id)
            // Who has the message that is answered does not keep what the reply says of it.
            #expect(thread[2].quotation?.excerpt == "")
            let vault = simulation.records(world.members[member]).values
            #expect(!vault.contains { Self.holds($0, "second") })
        }
        // The reader speaks of the author's message, and takes the reaction back.
        let known = world.thread(1)[0]
        try world.act(1) { engine, id, now throws(CommandError) in
            try engine.react("❤️", to: known.sequence, in: id, at: now)
        }
        try simulation.run(rounds: 40)
        #expect(world.thread(0)[0].reactions?.map(\.emoji) == ["👍", "❤️"])
        try world.act(1) { engine, id, now throws(CommandError) in
            try engine.react("", to: known.sequence, in: id, at: now)
        }
        try simulation.run(rounds: 40)
        #expect(world.thread(0)[0].reactions?.map(\.emoji) == ["👍"])
        #expect(throws: CommandError.notYourMessage) {
            try world.act(1) { engine, id, now throws(CommandError) in
                try engine.edit(known.sequence, in: id, to: "x", at: now)
            }
        }
        #expect(throws: CommandError.notAnEmoji) {
            try world.act(1) { engine, id, now throws(CommandError) in
                try engine.react("<b>", to: known.sequence, in: id, at: now)
            }
        }
        #expect(throws: CommandError.noSuchMessage) {
            try world.act(1) { engine, id, now throws(CommandError) in
                try engine.react("👍", to: 10_000, in: id, at: now)
            }
        }
    }

    @Test(arguments: [false, true])
    func receiptsAreToldWhereTheyAreOn(group: Bool) throws {
        let world = try Self.world(group: group, away: false)
        let simulation = world.simulation
        try simulation.send("read me", from: 0, in: world.places[0])
        try simulation.run(rounds: 60)
        let sequence = try world.last(1).sequence
        try world.act(1) { engine, id, now throws(CommandError) in
            try engine.markRead(conversation: id, upTo: sequence, at: now)
        }
        try simulation.run(rounds: 40)
        func reads() -> [UInt64] {
            simulation.conversation(0, world.places[0])?.settings.reads.map(\.sequence) ?? []
        }
        // Off at first.
        #expect(reads().isEmpty)
        try world.act(1) { engine, id, now throws(CommandError) in
            var change = ClientEngine.SettingsChange()
            change.sendsReceipts = true
            return try engine.change(change, of: id, at: now)
        }
        try simulation.send("and me", from: 0, in: world.places[0])
        try simulation.run(rounds: 60)
        let second = try world.last(1).sequence
        try world.act(1) { engine, id, now throws(CommandError) in
            try engine.markRead(conversation: id, upTo: second, at: now)
        }
        try simulation.run(rounds: 40)
        #expect(reads() == [try world.last(0).sequence])
    }

    @Test(arguments: [false, true])
    func disappearingMessagesLeaveNothing(group: Bool) throws {
        let world = try Self.world(group: group, away: false)
        let simulation = world.simulation
        let lifetime = try #require(Lifetime(seconds: 120, start: .sending))
        try world.act(0) { engine, id, now throws(CommandError) in
            try engine.setLifetime(lifetime, of: id, at: now)
        }
        try simulation.send("not for long", from: 0, in: world.places[0])
        try simulation.run(rounds: 60)
        for member in world.members.indices {
            #expect(world.thread(member).map(\.text) == ["not for long"])
            #expect(world.events(member).contains { $0.contains("disappear 2 minutes") })
        }
        try simulation.run(rounds: 140)
        for member in world.members.indices {
            #expect(world.thread(member).isEmpty)
            let vault = simulation.records(world.members[member])
            #expect(!vault.values.contains { Self.holds($0, "not for long") })
            #expect(!vault.keys.contains { $0.collection == .expiry })
        }
        #expect(Lifetime(seconds: 31_536_000_000, start: .reading) == nil)
    }

    @Test(arguments: [false, true])
    func filesArriveBehindTextsAndSurviveKills(group: Bool) throws {
        let world = try Self.world(group: group, away: false)
        let simulation = world.simulation
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
        try world.act(0) { engine, id, now throws(CommandError) in
            try engine.send(
                ClientEngine.FileDraft(
                    role: .file, name: "../moon.bin", type: "application/x-moon", bytes: bytes,
                    caption: ClientEngine.Draft(text: "look")),
                to: id, at: now
            ).output
        }
        try simulation.run(rounds: 20)
        #expect(simulation.ask(0) { $0.transfers.count } == 1)
        // A text overtakes.
        try simulation.send("in between", from: 0, in: world.places[0])
        // Long before the file, which takes more than a hundred rounds.
        for _ in 0..<30 where try world.last(1).text != "in between" {
            try simulation.run(rounds: 1)
        }
        #expect(try world.last(1).text == "in between")
        #expect(world.thread(1).first?.file?.state == .underway)
        // Both programs are killed and go on where they were.
        simulation.stop(0, forRounds: 5)
        try simulation.run(rounds: 20)
        simulation.stop(1, forRounds: 5)
        try simulation.run(rounds: 700)
        for member in 1..<world.members.count {
            let message = try #require(world.thread(member).first)
            #expect(message.file?.name == "moon.bin")
            #expect(message.file?.state == .complete)
            #expect(message.text == "look")
            #expect(simulation.fileBytes(world.members[member], of: message) == bytes)
        }
        let own = try #require(world.thread(0).first)
        #expect(own.state == .delivered)
        #expect(own.file?.state == .complete)
        #expect(simulation.ask(0) { $0.transfers.count } == 0)
    }

    @Test func filesRestAndAreCancelled() throws {
        let world = try Self.world(group: false, away: false)
        let simulation = world.simulation
        let draft = ClientEngine.FileDraft(
            role: .file, name: "a", type: "text/plain",
            bytes: [UInt8](repeating: 7, count: 60_000))
        try world.act(0) { engine, id, now throws(CommandError) in
            try engine.send(draft, to: id, at: now).output
        }
        try simulation.run(rounds: 20)
        let sequence = try world.last(0).sequence
        try world.act(0) { engine, id, now throws(CommandError) in
            try engine.pauseFile(true, sequence, in: id, at: now)
        }
        try simulation.run(rounds: 10)
        func done() -> Int { simulation.ask(1) { $0.transfers.first?.doneBytes ?? 0 } ?? 0 }
        let before = done()
        try simulation.run(rounds: 60)
        #expect(done() == before)
        try world.act(0) { engine, id, now throws(CommandError) in
            try engine.pauseFile(false, sequence, in: id, at: now)
        }
        try simulation.run(rounds: 20)
        #expect(done() > before)
        let theirs = try world.last(1).sequence
        try world.act(1) { engine, id, now throws(CommandError) in
            try engine.cancelFile(theirs, in: id, at: now)
        }
        try simulation.run(rounds: 40)
        #expect(try world.last(0).file?.state == .cancelled)
        #expect(try world.last(1).file?.state == .cancelled)
        #expect(simulation.ask(0) { $0.transfers.count } == 0)
        let parts = simulation.records(1).keys.filter { $0.collection == .part }
        #expect(parts.isEmpty)
        #expect(throws: CommandError.fileTooLarge(limit: 262_144)) {
            try world.act(0) { engine, id, now throws(CommandError) in
                var large = draft
                large.bytes = [UInt8](repeating: 0, count: 262_145)
                return try engine.send(large, to: id, at: now).output
            }
        }
    }

    /// Two people who know each other, with K = 128, the default.
    private static func pair(
        seed: UInt64
    ) throws -> (simulation: Simulation, ids: (inviter: String, accepter: String)) {
        var configuration = SimulationConfiguration()
        configuration.seed = seed
        configuration.clientCount = 2
        configuration.parameters.capacity = 16
        configuration.parameters.pagesPerSlot = 128
        let simulation = try Simulation(configuration)
        try simulation.run(rounds: 8)
        let ids = try simulation.introduce(0, 1)
        try simulation.run(rounds: 120)
        return (simulation, ids)
    }

    /// A 100 KiB file at one-second rounds: rounds over the cells that its bytes fill.
    @Test func aFileTakesLittleMoreThanItsCells() throws {
        let (simulation, ids) = try Self.pair(seed: 3)
        let start = simulation.round
        try simulation.act(0) { engine, now throws(CommandError) in
            try engine.send(
                ClientEngine.FileDraft(
                    role: .picture, name: "a.jpg", type: "image/jpeg",
                    bytes: [UInt8](repeating: 9, count: 102_400)),
                to: ids.inviter, at: now
            ).output
        }
        while simulation.thread(1, ids.accepter).last?.file?.state != .complete,
            simulation.round < start + 400
        {
            try simulation.run(rounds: 1)
        }
        let rounds = Double(simulation.round - start)
        let least = (102_400.0 / Double(CellKey.payloadByteCount)).rounded(.up)
        print("100 KiB: \(Int(rounds)) rounds, \(Int(least)) cells, \(rounds / least)")
        #expect(rounds / least <= 1.15)
    }

    /// Rounds from a text's writing to its arrival, in silence and while a file of 256 KiB goes from the
    /// same account: as many, and none waits until its page comes round again, K rounds later.
    @Test func textsOvertakeAFile() throws {
        let (simulation, ids) = try Self.pair(seed: 5)
        func latencies(_ name: String) throws -> [Int] {
            try (0..<25).map { number in
                let (text, start) = ("\(name) \(number)", simulation.round)
                try simulation.send(text, from: 0, in: ids.inviter)
                while !simulation.thread(1, ids.accepter).contains(where: { $0.text == text }),
                    simulation.round < start + 200
                {
                    try simulation.run(rounds: 1)
                }
                let arrived = simulation.round
                try simulation.run(rounds: number % 4)
                return Int(arrived - start)
            }.sorted()
        }
        let silent = try latencies("in silence")
        try simulation.act(0) { engine, now throws(CommandError) in
            try engine.send(
                ClientEngine.FileDraft(
                    role: .file, name: "a.bin", type: "application/octet-stream",
                    bytes: [UInt8](repeating: 9, count: 1 << 18)),
                to: ids.inviter, at: now
            ).output
        }
        let beside = try latencies("beside a file")
        let isUnderWay = simulation.thread(1, ids.accepter).contains {
            $0.kind == .file && $0.file?.state != .complete
        }
        #expect(isUnderWay, "all texts overtook it")
        print("a text: \(silent) rounds in silence, \(beside) beside a file")
        #expect(beside[12] <= silent[12] + 1)
        #expect(try #require(beside.last) < 32)
    }

    @Test func reusableLinksAskFirst() throws {
        var configuration = SimulationConfiguration()
        configuration.seed = 4
        configuration.clientCount = 4
        configuration.parameters.capacity = 16
        let simulation = try Simulation(configuration)
        try simulation.run(rounds: 8)
        var link = ""
        try simulation.act(0) { engine, now throws(CommandError) in
            let (invitation, output) = try engine.inviteMany(at: now)
            link = invitation.link
            return output
        }
        for client in 1..<4 {
            try simulation.act(client) { engine, now throws(CommandError) in
                try engine.accept(link: link, name: "host", at: now).output
            }
        }
        try simulation.run(rounds: 400)
        let requests = simulation.ask(0) { $0.requests } ?? []
        #expect(requests.map(\.name).sorted() == ["client 1", "client 2", "client 3"])
        // They see nothing of it.
        for client in 1..<4 {
            #expect(simulation.ask(client) { $0.contacts.first?.phase } == .knocking)
        }
        #expect(simulation.ask(0) { $0.contacts.count } == 0)
        try simulation.act(0) { engine, now throws(CommandError) in
            try engine.acceptRequest(requests[0].id, name: nil, at: now)
        }
        try simulation.act(0) { engine, now throws(CommandError) in
            try engine.refuseRequest(requests[1].id, at: now)
        }
        try simulation.run(rounds: 200)
        #expect(simulation.ask(0) { $0.contacts.map(\.phase) } == [.active])
        #expect(simulation.ask(0) { $0.requests.count } == 1)
        let phases = (1..<4).compactMap { client in
            simulation.ask(client) { $0.contacts.first?.phase } ?? nil
        }
        #expect(phases.count { $0 == .active } == 1)
        #expect(phases.count { $0 == .knocking } == 2)
    }

    @Test func blockedContactsAreNotHeardAndRemovedOnesAreGone() throws {
        let world = try Self.world(group: false, away: false)
        let simulation = world.simulation
        var change = ClientEngine.SettingsChange()
        change.isBlocked = true
        let block = change
        try world.act(0) { engine, id, now throws(CommandError) in
            try engine.change(block, of: id, at: now)
        }
        try simulation.send("are you there", from: 1, in: world.places[1])
        try simulation.run(rounds: 80)
        #expect(world.thread(0).isEmpty)
        #expect(try world.last(1).state == .published)
        #expect(throws: CommandError.blocked) {
            try simulation.send("no", from: 0, in: world.places[0])
        }
        change.isBlocked = false
        let lift = change
        try world.act(0) { engine, id, now throws(CommandError) in
            try engine.change(lift, of: id, at: now)
        }
        try simulation.run(rounds: 120)
        #expect(world.thread(0).map(\.text) == ["are you there"])
        try world.act(0) { engine, id, now throws(CommandError) in try engine.forget(id, at: now) }
        try simulation.run(rounds: 10)
        #expect(simulation.records(0).keys.map(\.collection) == [.account])
    }

    @Test func profilesReachContacts() throws {
        let world = try Self.world(group: false, away: true)
        let picture = Self.smallPNG
        try world.act(0) { engine, _, now throws(CommandError) in
            try engine.setProfile(name: "Zoë", picture: picture, at: now)
        }
        try world.settle()
        let settings = try #require(world.simulation.conversation(1, world.places[1])?.settings)
        #expect(settings.peerName == "Zoë" && settings.hasPicture)
        #expect(world.simulation.records(1)[ProfilePicture.of(world.places[1])] == picture)
        #expect(throws: CommandError.badPicture) {
            try world.act(0) { engine, _, now throws(CommandError) in
                try engine.setProfile(name: nil, picture: [1, 2, 3], at: now)
            }
        }
    }

    /// The beginning of a picture of one pixel; nobody decodes it here.
    static let smallPNG: [UInt8] =
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8) + [
            0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0,
        ]

    static func holds(_ bytes: [UInt8], _ text: String) -> Bool {
        bytes.firstRange(of: Array(text.utf8)) != nil
    }
}
