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
        #expect(texts(simulation, 1, again.inviter, own: false) == ["waits"])
        try simulation.send("hello again", from: 1, in: again.inviter)
        try simulation.run(rounds: 20)
        #expect(texts(simulation, 0, ids.inviter, own: false) == ["hello again"])
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
    }
}
