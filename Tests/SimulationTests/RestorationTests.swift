import ClientCore
import Simulation
import Testing
import Wire

@Suite struct RestorationTests {
    private func texts(_ simulation: Simulation, _ client: Int, _ id: String, own: Bool) -> [String]
    {
        simulation.thread(client, id).filter { $0.kind == .text && ($0.from == nil) == own }
            .map(\.text)
    }

    /// Backup, talk on, restore the old backup: its keys are never used again, what is written
    /// waits, and a new link brings the conversation back into its thread.
    @Test func oldBackupUsesNoKeyAgainAndGoesOnByANewLink() throws {
        let simulation = try Simulation(IntroductionTests.configuration(seed: 3))
        try simulation.run(rounds: 8)
        let ids = try simulation.introduce(0, 1)
        try simulation.run(rounds: 60)
        try simulation.send("before", from: 0, in: ids.inviter)
        try simulation.run(rounds: 20)
        let backup = simulation.backUp(0)
        try simulation.send("forgotten", from: 0, in: ids.inviter)
        try simulation.run(rounds: 20)
        #expect(texts(simulation, 1, ids.accepter, own: false) == ["before", "forgotten"])
        try simulation.restore(0, from: backup)
        try simulation.send("waits", from: 0, in: ids.inviter)
        try simulation.run(rounds: 60)
        // Nothing of it was said under an old key; the person was told.
        #expect(texts(simulation, 1, ids.accepter, own: false) == ["before", "forgotten"])
        #expect(texts(simulation, 0, ids.inviter, own: true) == ["before", "waits"])
        #expect(simulation.conversation(0, ids.inviter)?.phase != .active)
        #expect(simulation.thread(0, ids.inviter).contains { $0.kind == .event && $0.sequence > 1 })
        // A new link of the contact's is accepted in the old thread.
        let again = try simulation.introduce(1, 0, named: "client 0 again")
        #expect(again.accepter == ids.inviter)
        try simulation.run(rounds: 80)
        #expect(simulation.conversation(0, ids.inviter)?.phase == .active)
        // The contact's thread goes on as well; nothing is left of the link's own.
        #expect(simulation.conversation(1, again.inviter) == nil)
        #expect(
            texts(simulation, 1, ids.accepter, own: false) == ["before", "forgotten", "waits"])
        try simulation.send("hello again", from: 1, in: ids.accepter)
        try simulation.run(rounds: 20)
        #expect(texts(simulation, 0, ids.inviter, own: false) == ["hello again"])
    }

    /// Whoever comes back by a new link is brought back into the groups, too.
    @Test func aRestoredMemberComesBackIntoItsGroups() throws {
        let simulation = try GroupTests.simulation(seed: 6, clients: 3)
        let contacts = try GroupTests.meetAll(simulation, 1..<3)
        let group = try simulation.createGroup("band", by: 0, contacts: contacts)
        try GroupTests.waitForMembers(simulation, 0..<3, of: "band")
        let own = try #require(simulation.group("band", of: 1))
        let backup = simulation.backUp(1)
        try simulation.send("forgotten", from: 1, in: own)
        try GroupTests.wait(simulation, 200) { simulation.isQuiet }
        try simulation.restore(1, from: backup)
        try simulation.run(rounds: 40)
        try simulation.send("while you were out", from: 0, in: group)
        _ = try simulation.introduce(0, 1, named: "client 1 again")
        try GroupTests.wait(simulation, 600) {
            GroupTests.events(simulation, 1, own).contains {
                $0.hasPrefix("you can follow the group again")
            }
        }
        try simulation.send("back", from: 1, in: own)
        try simulation.send("welcome", from: 0, in: group)
        let other = try #require(simulation.group("band", of: 2))
        try GroupTests.wait(simulation, 400) {
            simulation.isQuiet && GroupTests.texts(simulation, 1, own).contains("welcome")
                && Set(["back", "welcome"]).isSubset(
                    of: GroupTests.texts(simulation, 2, other))
        }
        #expect(
            Set(GroupTests.texts(simulation, 2, other))
                == ["forgotten", "while you were out", "back", "welcome"])
        #expect(
            GroupTests.events(simulation, 2, other).contains("~client 1 came back with fresh keys"))
    }

    /// An introduction that was under way in the backup: its key package is not joined with twice.
    @Test func knockOfABackupBeginsAnew() throws {
        let simulation = try Simulation(IntroductionTests.configuration(seed: 4))
        try simulation.run(rounds: 8)
        simulation.stop(0, forRounds: 60)
        let ids = try simulation.introduce(0, 1)
        let backup = simulation.backUp(1)
        try simulation.restore(1, from: backup)
        try simulation.run(rounds: 160)
        #expect(simulation.conversation(1, ids.accepter)?.phase == .active)
        try simulation.send("hello", from: 1, in: ids.accepter)
        try simulation.run(rounds: 20)
        #expect(texts(simulation, 0, ids.inviter, own: false) == ["hello"])
    }

    @Test func contactsHearThatSomebodyLeaves() throws {
        let simulation = try Simulation(IntroductionTests.configuration(seed: 5))
        try simulation.run(rounds: 8)
        let ids = try simulation.introduce(0, 1)
        try simulation.run(rounds: 60)
        #expect(try simulation.announceLeaving(0) == LeavingProgress(contacts: 1))
        try simulation.run(rounds: 20)
        let last = try #require(simulation.thread(1, ids.accepter).last)
        #expect(last.kind == .left)
        #expect(last.text == "client 0 has left")
        #expect(
            try simulation.announceLeaving(0).delivered == 0, "said a second time when asked again")
        #expect(simulation.conversation(1, ids.accepter)?.phase == .gone)
        #expect(throws: CommandError.contactGone) {
            try simulation.send("are you there?", from: 1, in: ids.accepter)
        }
        #expect(try simulation.announceLeaving(1) == LeavingProgress())
        // Who thinks better of it is there again.
        try simulation.send("I stay", from: 0, in: ids.inviter)
        try simulation.run(rounds: 20)
        #expect(simulation.conversation(1, ids.accepter)?.phase == .active)
        try simulation.send("good", from: 1, in: ids.accepter)
        try simulation.run(rounds: 20)
        #expect(texts(simulation, 0, ids.inviter, own: false) == ["good"])
    }
}
