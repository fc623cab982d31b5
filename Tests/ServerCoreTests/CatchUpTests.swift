import ServerCore
import ServerTestSupport
import Testing
import Wire

/// A leader that was made from an export copies what differs from its helper before it answers.
@Suite struct CatchUpTests {
    /// A leader's disk is set back: cells, accounts and mark are as they were at the export.
    private static func setBack(
        _ deployment: TestDeployment, _ state: MemoryRestorationState
    ) throws {
        for plane in 0..<deployment.parameters.pagesPerSlot {
            let rows = (0..<deployment.parameters.capacity).map {
                SlotRow(slot: UInt32($0), bytes: [UInt8](repeating: 9, count: 1_024))
            }
            try deployment.leaderPlanes.write(rows, plane: plane)
        }
        try deployment.restartLeader(restoration: state)
    }

    @Test func cellsWrittenAfterTheExportAreThereAgain() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        let bob = try TestClient.joined(deployment)
        let cell = noise(1_024)
        deployment.toNextRound()
        let plane = deployment.round.plane(deployment.parameters)
        alice.send(try alice.frame(round: deployment.round, cell: cell, reading: [0, 0]))
        deployment.closeRound()
        // Alice goes away; what she left is on the helper alone.
        let state = MemoryRestorationState(isPending: true)
        try Self.setBack(deployment, state)
        #expect(!state.isPending)
        bob.reconnect()
        try bob.openSession()
        deployment.toRound { $0.plane(deployment.parameters) == plane }
        _ = bob.received
        bob.send(try bob.frame(round: deployment.round, reading: [Int(alice.slot), 0]))
        deployment.closeRound()
        #expect(try bob.open(bob.answer())[0] == cell)
    }

    /// The same without the marker: the stale leader's cells win, so the test above can fail.
    @Test func withoutCatchingUpTheyWouldBeLost() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        let bob = try TestClient.joined(deployment)
        deployment.toNextRound()
        let plane = deployment.round.plane(deployment.parameters)
        alice.send(try alice.frame(round: deployment.round, cell: noise(1_024), reading: [0, 0]))
        deployment.closeRound()
        try Self.setBack(deployment, MemoryRestorationState(isPending: false))
        bob.reconnect()
        try bob.openSession()
        deployment.toRound { $0.plane(deployment.parameters) == plane }
        _ = bob.received
        bob.send(try bob.frame(round: deployment.round, reading: [Int(alice.slot), 0]))
        deployment.closeRound()
        #expect(try bob.open(bob.answer())[0] == [UInt8](repeating: 9, count: 1_024))
    }

    @Test func accountsMadeAfterTheExportAreTakenOverAndNoneIsReplaced() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        let bob = try TestClient.joined(deployment)
        // The export did not know Bob; and Alice has another key at the helper.
        let free = AccountRecord(generation: bob.generation, key: noise(32), isOccupied: false)
        try deployment.leaderAccounts.replace(slot: bob.slot, with: free)
        let own = deployment.leaderAccounts.account(slot: alice.slot)
        let stranger = AccountRecord(generation: 1, key: noise(32), isOccupied: true)
        try deployment.helperAccounts.replace(slot: alice.slot, with: stranger)
        try Self.setBack(deployment, MemoryRestorationState(isPending: true))
        #expect(deployment.leaderAccounts.account(slot: alice.slot) == own)
        bob.reconnect()
        try bob.openSession()
    }

    /// An account of the export whose owner deleted it since does not come back; one that an older
    /// helper has never heard of is not taken for deleted.
    @Test func accountsDeletedAfterTheExportStayDeleted() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        let bob = try TestClient.joined(deployment)
        let deleted = AccountRecord(
            generation: alice.generation &+ 1, key: noise(32), isOccupied: false)
        try deployment.helperAccounts.replace(slot: alice.slot, with: deleted)
        let unheard = AccountRecord(generation: bob.generation, key: noise(32), isOccupied: false)
        try deployment.helperAccounts.replace(slot: bob.slot, with: unheard)
        try Self.setBack(deployment, MemoryRestorationState(isPending: true))
        #expect(deployment.leaderAccounts.account(slot: alice.slot) == deleted)
        #expect(deployment.helperAccounts.account(slot: alice.slot) == deleted)
        #expect(deployment.helperAccounts.account(slot: bob.slot)?.isOccupied == true)
        alice.reconnect()
        #expect(throws: (any Error).self) { try alice.openSession() }
        bob.reconnect()
        try bob.openSession()
    }

    @Test func nobodyIsServedUntilItIsDone() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        deployment.changeToLeader = { message in
            if case .rows = message { [] } else { [message] }
        }
        let state = MemoryRestorationState(isPending: true)
        try Self.setBack(deployment, state)
        #expect(state.isPending)
        alice.reconnect()
        #expect(throws: (any Error).self) { try alice.openSession() }
        // The link is lost in mid-way: it begins again.
        deployment.unlink()
        deployment.changeToLeader = { [$0] }
        deployment.link()
        #expect(!state.isPending)
        alice.reconnect()
        try alice.openSession()
    }

    @Test func cellsBesideTheQuestionCutTheLink() throws {
        let deployment = try TestDeployment()
        deployment.link()
        deployment.changeToLeader = { message in
            guard case .rows(let request, _) = message else { return [message] }
            let row = SlotRow(
                slot: UInt32(deployment.parameters.capacity), bytes: noise(1_024))
            return [.rows(request: request, [row])]
        }
        let state = MemoryRestorationState(isPending: true)
        try Self.setBack(deployment, state)
        #expect(state.isPending)
        #expect(!deployment.isLinked)
    }

    /// More slots than one message compares.
    @Test func largeTablesAreCopiedInParts() throws {
        let deployment = try TestDeployment {
            $0.capacity = 9_000
            $0.pagesPerSlot = 2
        }
        deployment.link()
        let state = MemoryRestorationState(isPending: true)
        try deployment.restartLeader(restoration: state)
        #expect(!state.isPending)
        for plane in 0..<2 {
            #expect(deployment.leaderPlanes.plane(plane) == deployment.helperPlanes.plane(plane))
        }
    }
}
