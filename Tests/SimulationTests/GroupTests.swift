import ClientCore
import Simulation
import Testing
import Wire

/// Groups from their founding to the last who leaves, with all programs running.
@Suite struct GroupTests {
    static func simulation(seed: UInt64, clients: Int) throws -> Simulation {
        var configuration = SimulationConfiguration()
        configuration.seed = seed
        configuration.clientCount = clients
        configuration.parameters.capacity = 128
        configuration.parameters.pagesPerSlot = 32
        let simulation = try Simulation(configuration)
        try simulation.run(rounds: 8)
        return simulation
    }

    /// Client 0 meets all others.
    /// - Returns: its conversations with them.
    static func meetAll(_ simulation: Simulation, _ others: Range<Int>) throws -> [String] {
        let contacts = try others.map { try simulation.introduce(0, $0).inviter }
        try wait(simulation, 200) {
            contacts.allSatisfy { simulation.conversation(0, $0)?.phase == .active }
        }
        return contacts
    }

    static func wait(
        _ simulation: Simulation, _ rounds: Int, location: SourceLocation = #_sourceLocation,
        _ isDone: () -> Bool
    ) throws {
        for _ in 0..<rounds / 4 where !isDone() { try simulation.run(rounds: 4) }
        #expect(isDone(), "after \(rounds) rounds", sourceLocation: location)
    }

    /// Until all of these see each other in the group of this name.
    static func waitForMembers(
        _ simulation: Simulation, _ clients: Range<Int>, of name: String, rounds: Int = 600
    ) throws {
        try wait(simulation, rounds) {
            clients.allSatisfy { client in
                simulation.group(name, of: client).map {
                    simulation.members($0, of: client).count == clients.count
                } ?? false
            }
        }
    }

    /// A group of all clients that client 0 has founded, and in which nothing is on its way.
    ///
    /// - Returns: everybody's conversation with it, and client 0's contacts.
    static func founded(
        _ name: String, seed: UInt64, clients: Int
    ) throws -> (simulation: Simulation, ids: [String], contacts: [String]) {
        let simulation = try simulation(seed: seed, clients: clients)
        let contacts = try meetAll(simulation, 1..<clients)
        _ = try simulation.createGroup(name, by: 0, contacts: contacts)
        try waitForMembers(simulation, 0..<clients, of: name)
        try wait(simulation, 400) { simulation.isQuiet }
        let ids = try (0..<clients).map { try #require(simulation.group(name, of: $0)) }
        return (simulation, ids, contacts)
    }

    static func texts(_ simulation: Simulation, _ client: Int, _ group: String) -> [String] {
        simulation.thread(client, group).filter { $0.kind == .text }.map(\.text)
    }

    static func events(_ simulation: Simulation, _ client: Int, _ group: String) -> [String] {
        simulation.thread(client, group).filter { $0.kind == .event }.map(\.text)
    }

    @Test func aGroupIsFoundedAndTalks() throws {
        let simulation = try Self.simulation(seed: 1, clients: 4)
        let contacts = try Self.meetAll(simulation, 1..<4)
        let group = try simulation.createGroup("walks", by: 0, contacts: contacts)
        try Self.waitForMembers(simulation, 0..<4, of: "walks")
        let ids = try (1..<4).map { try #require(simulation.group("walks", of: $0)) }
        try simulation.send("where to?", from: 0, in: group)
        try simulation.send("the lake", from: 2, in: ids[1])
        try Self.wait(simulation, 400) { simulation.isQuiet }
        for client in 1..<4 {
            #expect(
                Set(Self.texts(simulation, client, ids[client - 1])) == ["where to?", "the lake"])
            let events = Self.events(simulation, client, ids[client - 1])
            #expect(events.contains { $0.hasPrefix("client 0 added you to the group “walks”") })
        }
        #expect(Set(Self.texts(simulation, 0, group)) == ["where to?", "the lake"])
        // Members who are no contacts of each other go by what they call themselves.
        #expect(simulation.members(ids[0], of: 1).contains("~client 2"))
    }

    @Test func membersComeAndGo() throws {
        let simulation = try Self.simulation(seed: 2, clients: 5)
        let contacts = try Self.meetAll(simulation, 1..<5)
        let group = try simulation.createGroup(
            "choir", by: 0, contacts: Array(contacts.prefix(3)))
        try Self.waitForMembers(simulation, 0..<4, of: "choir")
        try simulation.promote("client 1", in: group, by: 0)
        try simulation.rename(group, to: "the choir", by: 0)
        try Self.wait(simulation, 400) {
            (0..<4).allSatisfy { simulation.group("the choir", of: $0) != nil }
        }
        let ids = try (0..<4).map { try #require(simulation.group("the choir", of: $0)) }
        // Proposed by one who does not commit, and removed as well as left.
        try simulation.remove("~client 2", from: ids[1], by: 1)
        try Self.wait(simulation, 400) {
            simulation.conversation(2, ids[2])?.phase == .left
                && simulation.members(ids[3], of: 3).count == 3
        }
        #expect(Self.events(simulation, 3, ids[3]).contains { $0 == "~client 1 removed ~client 2" })
        #expect(Self.events(simulation, 2, ids[2]).contains { $0 == "~client 1 removed you" })
        try simulation.send("without the tenor", from: 3, in: ids[3])
        try simulation.leave(ids[3], by: 3)
        try Self.wait(simulation, 400) { simulation.members(group, of: 0).count == 2 }
        #expect(!Self.texts(simulation, 2, ids[2]).contains("without the tenor"))
        // The founder leaves too: the other administrator goes on.
        try simulation.leave(group, by: 0)
        try Self.wait(simulation, 400) { simulation.members(ids[1], of: 1) == ["you"] }
        #expect(Self.texts(simulation, 1, ids[1]).contains("without the tenor"))
        #expect(Self.events(simulation, 1, ids[1]).contains { $0 == "~client 3 left" })
    }

    @Test func aLinkLeadsIntoAGroup() throws {
        let simulation = try Self.simulation(seed: 3, clients: 3)
        let contacts = try Self.meetAll(simulation, 1..<2)
        let group = try simulation.createGroup("garden", by: 0, contacts: contacts)
        try Self.wait(simulation, 400) { simulation.members(group, of: 0).count == 2 }
        _ = try simulation.introduce(2, to: group, by: 0)
        try Self.wait(simulation, 400) { simulation.members(group, of: 0).count == 3 }
        try Self.wait(simulation, 400) { simulation.group("garden", of: 2) != nil }
        let id = try #require(simulation.group("garden", of: 2))
        try simulation.send("hello all", from: 2, in: id)
        try Self.wait(simulation, 400) { simulation.isQuiet }
        let other = try #require(simulation.group("garden", of: 1))
        #expect(Self.texts(simulation, 1, other) == ["hello all"])
    }

    /// Away while the group goes through several epochs: everything is there afterwards.
    @Test func whoWasAwayCatchesUp() throws {
        let simulation = try Self.simulation(seed: 4, clients: 5)
        let contacts = try Self.meetAll(simulation, 1..<5)
        let group = try simulation.createGroup(
            "house", by: 0, contacts: Array(contacts.prefix(3)))
        try Self.waitForMembers(simulation, 0..<4, of: "house")
        let ids = try (0..<4).map { try #require(simulation.group("house", of: $0)) }
        try simulation.run(rounds: 40)
        simulation.stop(3, forRounds: 400)
        for number in 0..<6 {
            try simulation.send("text \(number)", from: 1 + number % 2, in: ids[1 + number % 2])
            try simulation.run(rounds: 10)
            try simulation.rename(group, to: "house \(number)", by: 0)
            try simulation.run(rounds: 30)
        }
        try simulation.add([contacts[3]], to: group, by: 0)
        try simulation.run(rounds: 180)
        try Self.waitForMembers(simulation, 0..<5, of: "house 5", rounds: 2_400)
        try Self.wait(simulation, 400) { simulation.isQuiet }
        #expect(Set(Self.texts(simulation, 3, ids[3])) == Set((0..<6).map { "text \($0)" }))
        #expect(simulation.members(ids[3], of: 3).count == 5)
    }

    /// Everybody wants to leave at the same time, whoever commits among them.
    @Test func allLeaveAtOnce() throws {
        let (simulation, ids, _) = try Self.founded("party", seed: 5, clients: 3)
        try simulation.promote("client 1", in: ids[0], by: 0)
        try Self.wait(simulation, 400) { simulation.isQuiet }
        for client in 0..<3 { try simulation.leave(ids[client], by: client) }
        try Self.wait(simulation, 2_400) {
            (0..<3).allSatisfy { client in
                simulation.engine(client)?.inspectGroups().allSatisfy { !$0.isFollowing } == true
            }
        }
        // Nobody hands the group on for ever.
        let changes = Self.events(simulation, 0, ids[0]) + Self.events(simulation, 1, ids[1])
        #expect(changes.count < 24, "\(changes)")
    }

    /// Whoever is left alone and goes too has still told the others that they were removed.
    @Test func theLastOneTellsWhomItRemoved() throws {
        let (simulation, ids, _) = try Self.founded("two", seed: 6, clients: 2)
        simulation.stop(1, forRounds: 200)
        try simulation.remove("client 1", from: ids[0], by: 0)
        try simulation.run(rounds: 40)
        try simulation.leave(ids[0], by: 0)
        try simulation.run(rounds: 40)
        #expect(simulation.conversation(0, ids[0])?.phase == .left)
        try simulation.run(rounds: 120)
        try Self.wait(simulation, 600) { simulation.conversation(1, ids[1])?.phase == .left }
        #expect(Self.events(simulation, 1, ids[1]).contains { $0.hasSuffix("removed you") })
    }

    /// Whoever is removed while it leaves is read no more: what it said last is not waited for.
    @Test func removedWhileLeaving() throws {
        let (simulation, ids, _) = try Self.founded("three", seed: 7, clients: 3)
        simulation.stop(0, forRounds: 60)
        simulation.stop(2, forRounds: 60)
        try simulation.send("my last word", from: 1, in: ids[1])
        try simulation.leave(ids[1], by: 1)
        simulation.stop(1, forRounds: 60)
        try simulation.remove("client 1", from: ids[0], by: 0)
        try simulation.run(rounds: 80)
        try Self.wait(simulation, 600) { simulation.conversation(1, ids[1])?.phase == .left }
        try Self.wait(simulation, 600) { simulation.isQuiet }
        let record = simulation.thread(1, ids[1]).first { $0.text == "my last word" }
        let arrived = Self.texts(simulation, 0, ids[0]).contains("my last word")
        #expect(record?.state == .undelivered || (arrived && record?.state == .delivered))
    }

    /// An epoch that is older than anything is kept for: who leaves has handed over all the same, and
    /// its last word arrives at somebody who was away.
    @Test func leavingAQuietGroup() throws {
        let (simulation, ids, _) = try Self.founded("quiet", seed: 8, clients: 3)
        simulation.setAllClocks(8 * 24 * 3_600_000)
        simulation.stop(2, forRounds: 500)
        try simulation.send("goodbye", from: 0, in: ids[0])
        try simulation.leave(ids[0], by: 0)
        try simulation.run(rounds: 500)
        #expect(simulation.conversation(0, ids[0])?.phase == .left)
        try Self.wait(simulation, 2_400) { simulation.members(ids[2], of: 2).count == 2 }
        #expect(Self.texts(simulation, 2, ids[2]) == ["goodbye"])
        #expect(Self.events(simulation, 2, ids[2]).contains { $0.hasSuffix("client 0 left") })
    }

    /// Somebody who was away for longer than anything is kept is brought back, knows that something may
    /// be missing, and its authors know that it lacks what they said.
    @Test func whoWasAwayForAMonthComesBack() throws {
        let (simulation, ids, _) = try Self.founded("month", seed: 15, clients: 3)
        simulation.stop(2, forRounds: 400)
        try simulation.send("early in the month", from: 0, in: ids[0])
        try simulation.rename(ids[0], to: "another month", by: 0)
        try simulation.run(rounds: 100)
        simulation.setAllClocks(31 * 24 * 3_600_000)
        try simulation.run(rounds: 300)
        try Self.wait(simulation, 2_400) {
            Self.events(simulation, 2, ids[2]).contains { $0.hasPrefix("you can follow") }
        }
        try simulation.send("late in the month", from: 0, in: ids[0])
        try simulation.send("back from the mountains", from: 2, in: ids[2])
        try Self.wait(simulation, 1_200) {
            Self.texts(simulation, 2, ids[2]).contains("late in the month")
                && Self.texts(simulation, 1, ids[1]).contains("back from the mountains")
        }
        let early = simulation.thread(0, ids[0]).first { $0.text == "early in the month" }
        let hasIt = Self.texts(simulation, 2, ids[2]).contains("early in the month")
        #expect(early?.state == (hasIt ? .delivered : .undelivered))
        #expect(simulation.members(ids[2], of: 2).count == 3)
    }

    /// Who deletes its account leaves its groups too, and hands over those that it administers.
    @Test func whoDeletesItsAccountLeavesItsGroups() throws {
        let (simulation, ids, _) = try Self.founded("bereft", seed: 14, clients: 3)
        #expect(try simulation.announceLeaving(0) == LeavingProgress(contacts: 2, groups: 1))
        try Self.wait(simulation, 900) {
            simulation.ask(0) { $0.leavingProgress.isComplete } == true
        }
        try Self.wait(simulation, 300) {
            (1...2).allSatisfy { simulation.members(ids[$0], of: $0).count == 2 }
        }
        #expect((1...2).contains { administers(simulation, $0, ids[$0]) })
        #expect(Self.events(simulation, 1, ids[1]).contains("client 0 left"))
    }

    /// Whoever comes back says on what it committed before, for who was away meanwhile.
    @Test func whoComesBackStillSaysItsCommits() throws {
        let (simulation, ids, _) = try Self.founded("round trip", seed: 13, clients: 3)
        try simulation.promote("client 1", in: ids[0], by: 0)
        try Self.wait(simulation, 600) { administers(simulation, 1, ids[1]) }
        simulation.stop(2, forRounds: 1_200)
        try simulation.leave(ids[0], by: 0)
        try Self.wait(simulation, 600) {
            simulation.engine(0)?.inspectGroups().allSatisfy { !$0.isFollowing } == true
        }
        let contact = simulation.engine(1)?.contacts.first { $0.name == "client 0" }
        try simulation.add([#require(contact).id], to: ids[1], by: 1)
        try Self.wait(simulation, 300) { simulation.conversation(0, ids[0])?.phase == .active }
        try simulation.send("back again", from: 0, in: ids[0])
        try Self.wait(simulation, 2_400) {
            simulation.members(ids[2], of: 2).count == 3
                && Self.texts(simulation, 2, ids[2]) == ["back again"]
        }
    }

    /// Whoever leaves and forgets the group at once has handed it over all the same, and keeps nothing
    /// of it once the others know; added again, it sees the group again.
    @Test func forgottenAtOnce() throws {
        let (simulation, ids, _) = try Self.founded("left behind", seed: 12, clients: 3)
        try simulation.send("goodbye", from: 0, in: ids[0])
        try simulation.leave(ids[0], by: 0)
        try simulation.act(0) { engine, now throws(CommandError) in
            try engine.forget(ids[0], at: now)
        }
        #expect(simulation.group("left behind", of: 0) == nil)
        #expect(throws: CommandError.noSuchConversation) {
            try simulation.send("no", from: 0, in: ids[0])
        }
        try simulation.send("who is left?", from: 1, in: ids[1])
        try Self.wait(simulation, 1_200) {
            (1...2).allSatisfy { simulation.members(ids[$0], of: $0).count == 2 }
        }
        #expect(Self.texts(simulation, 1, ids[1]).contains("goodbye"))
        #expect(Self.texts(simulation, 2, ids[2]).contains("goodbye"))
        #expect(Self.heldKeys(simulation, 0, ids[0]).allSatisfy { $0.collection != .message })
        let heir = try #require((1...2).first { administers(simulation, $0, ids[$0]) })
        try Self.wait(simulation, 1_200) {
            simulation.engine(0)?.inspectGroups().contains(where: \.isFollowing) == false
        }
        simulation.setAllClocks(8 * 24 * 3_600_000)
        try Self.wait(simulation, 400) { Self.heldKeys(simulation, 0, ids[0]).isEmpty }

        let back = simulation.engine(heir)?.contacts.first { $0.name == "client 0" }
        try simulation.add([#require(back).id], to: ids[heir], by: heir)
        try Self.wait(simulation, 1_200) {
            simulation.group("left behind", of: 0).map {
                simulation.members($0, of: 0).count == 3
            } ?? false
        }
    }

    private func administers(_ simulation: Simulation, _ client: Int, _ group: String) -> Bool {
        (try? simulation.engine(client)?.groupMembers(group))?.contains {
            $0.isSelf && $0.role == .administrator
        } == true
    }

    /// What is left of a thread in somebody's vault.
    static func heldKeys(
        _ simulation: Simulation, _ client: Int, _ conversation: String
    ) -> [RecordKey] {
        simulation.records(client).keys.filter { $0.key.hasPrefix(conversation) }
    }

    /// A committer that is removed goes on to say its earlier commits to who was away.
    @Test func theRemovedCommittersChangesArrive() throws {
        let (simulation, ids, _) = try Self.founded("three", seed: 9, clients: 3)
        try simulation.promote("client 1", in: ids[0], by: 0)
        try Self.wait(simulation, 600) { simulation.isQuiet }
        simulation.stop(2, forRounds: 500)
        try simulation.rename(ids[0], to: "still three", by: 0)
        try Self.wait(simulation, 400) { simulation.group("still three", of: 1) != nil }
        // Its removal is committed by somebody else, once it has been silent for long.
        simulation.stop(0, forRounds: 60)
        try simulation.remove("client 0", from: ids[1], by: 1)
        simulation.setClock(1, 3_000_000)
        try simulation.run(rounds: 440)
        #expect(simulation.conversation(0, ids[0])?.phase == .left)
        try Self.wait(simulation, 2_400) {
            simulation.group("still three", of: 2).map {
                simulation.members($0, of: 2).count == 2
            } ?? false
        }
    }

    /// Whoever was removed and is added again is read from its first word on.
    @Test func removedAndAddedAgain() throws {
        let (simulation, ids, contacts) = try Self.founded("again", seed: 10, clients: 3)
        simulation.stop(1, forRounds: 60)
        try simulation.send(String(repeating: "x", count: 4_000), from: 1, in: ids[1])
        try simulation.remove("client 1", from: ids[0], by: 0)
        try Self.wait(simulation, 800) { simulation.conversation(1, ids[1])?.phase == .left }
        try simulation.add([contacts[0]], to: ids[0], by: 0)
        try Self.wait(simulation, 800) { simulation.members(ids[1], of: 1).count == 3 }
        try simulation.send("here again", from: 1, in: ids[1])
        try Self.wait(simulation, 800) {
            Self.texts(simulation, 0, ids[0]).contains("here again")
                && Self.texts(simulation, 2, ids[2]).contains("here again")
        }
    }

    /// A committer whose removal is proposed changes nothing for that, and can leave.
    @Test func whoIsToBeRemovedMakesNoEmptyEpochs() throws {
        let (simulation, ids, _) = try Self.founded("coup", seed: 11, clients: 3)
        func epoch(_ client: Int) -> UInt64 {
            simulation.engine(client)?.inspectGroups().first?.epoch ?? 0
        }
        let founded = epoch(0)
        try simulation.promote("client 1", in: ids[0], by: 0)
        try Self.wait(simulation, 600) {
            simulation.isQuiet && epoch(0) > founded && epoch(1) == epoch(0)
        }
        let before = try #require(simulation.engine(0)?.inspectGroups().first).epoch
        try simulation.remove("client 0", from: ids[1], by: 1)
        try simulation.run(rounds: 300)
        #expect(epoch(0) == before)
        try simulation.leave(ids[0], by: 0)
        try Self.wait(simulation, 1_200) { simulation.conversation(0, ids[0])?.phase == .left }
        try Self.wait(simulation, 1_200) { simulation.members(ids[2], of: 2).count == 2 }
    }

    /// Somebody takes over from a committer that has made its change meanwhile, and was away itself: the
    /// committer's commit stands, though it names a proposal of who took over. (Now and then client 1 reads
    /// it in time, and there is nothing to settle.)
    @Test func theCommitterWasNotSilentAfterAll() throws {
        let (simulation, ids, _) = try Self.founded("named", seed: 12, clients: 3)
        try simulation.promote("client 1", in: ids[0], by: 0)
        try simulation.run(rounds: 60)
        try Self.wait(simulation, 600) { simulation.isQuiet }
        simulation.stop(0, forRounds: 60)
        try simulation.rename(ids[1], to: "renamed", by: 1)
        try simulation.run(rounds: 30)
        simulation.stop(1, forRounds: 400)
        try Self.wait(simulation, 380) { simulation.group("renamed", of: 0) != nil }
        // An hour of silence, to client 1: it acts before it reads.
        simulation.setClock(1, 3_000_000)
        try simulation.run(rounds: 400)
        try simulation.send("to all", from: 0, in: ids[0])
        try simulation.send("from the other", from: 1, in: ids[1])
        try Self.wait(simulation, 1_600) {
            ids.indices.allSatisfy { client in
                let texts = Self.texts(simulation, client, ids[client])
                return texts.contains("to all") && texts.contains("from the other")
            }
        }
        let epochs = Set((0..<3).map { simulation.engine($0)?.inspectGroups().first?.epoch })
        #expect(epochs.count == 1)
    }

    /// Where a group does not come to rest by itself, its people can bring it there: whom nobody hears is
    /// removed, and who is not with the others gives the group up.
    @Test func peopleStepIn() throws {
        let (simulation, ids, _) = try Self.founded("Ghosts", seed: 60, clients: 3)
        let people = GroupTalk(
            seed: 1, people: 3,
            pairs: PairTalk(seed: 1, people: 3, messageChance: 0, longestText: 1))
        #expect(try people.stepIn(simulation).isEmpty)
        simulation.stop(2, forRounds: 1_000_000)
        _ = try simulation.say("is everybody there?", from: 0, in: ids[0])
        try simulation.run(rounds: 60)
        #expect(simulation.conversation(0, ids[0])?.waitingCount == 1)
        let deeds = try people.stepIn(simulation)
        #expect(deeds.count == 1 && deeds[0].hasSuffix("removed who was not heard"), "\(deeds)")
        try Self.waitForMembers(simulation, 0..<2, of: "Ghosts")
        try Self.wait(simulation, 400) {
            simulation.conversation(0, ids[0])?.waitingCount == 0
        }
        #expect(Self.texts(simulation, 1, ids[1]) == ["is everybody there?"])
    }
}
