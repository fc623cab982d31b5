import ServerCore
import ServerTestSupport
import Testing
import Wire

@Suite struct LeavingTests {
    private func linked() throws -> TestDeployment {
        let deployment = try TestDeployment()
        deployment.link()
        return deployment
    }

    /// A client that has written on every plane.
    private func writer(_ deployment: TestDeployment) throws -> TestClient {
        let client = try TestClient.joined(deployment)
        for _ in 0..<deployment.parameters.pagesPerSlot {
            deployment.toNextRound()
            client.send(
                try client.frame(
                    round: deployment.round, cell: [UInt8](repeating: 0xAA, count: 1_024),
                    bell: [UInt8](repeating: 0xBB, count: 16), reading: [0, 1]))
            deployment.closeRound()
            _ = try client.answer()
        }
        return client
    }

    private func rows(_ store: MemoryPlaneStore, _ deployment: TestDeployment, _ slot: UInt32)
        -> [[UInt8]]
    {
        let start = Int(slot)
        return (0..<deployment.parameters.pagesPerSlot).map {
            Array(store.plane($0)[start * 1_024..<(start + 1) * 1_024])
        } + [Array(store.bells()[start * 16..<(start + 1) * 16])]
    }

    private func leaving(
        _ client: TestClient, on connection: TestClient, nonce: [UInt8]
    ) throws -> Leaving {
        try Leaving(
            slot: client.slot, generation: client.generation, accountKey: client.key,
            leaderNonce: nonce, descriptorDigest: client.deployment.deployment.descriptor.digest)
    }

    /// Leaves on a connection of its own, as the program does.
    private func leave(_ client: TestClient, _ deployment: TestDeployment) throws -> LeaderMessage?
    {
        let other = TestClient(deployment)
        let nonce = try other.hello().leaderNonce
        deployment.send(
            .leave(try leaving(client, on: other, nonce: nonce)), on: other.connection)
        return other.received.last
    }

    /// Everything that was the account's is other bytes now, the same on both servers.
    private func expectGone(
        _ client: TestClient, _ deployment: TestDeployment, before: AccountRecord
    ) throws {
        let leader = try #require(deployment.leaderAccounts.account(slot: client.slot))
        #expect(leader == deployment.helperAccounts.account(slot: client.slot))
        #expect(!leader.isOccupied)
        #expect(leader.key != before.key)
        #expect(leader.generation != before.generation)
        let cells = rows(deployment.leaderPlanes, deployment, client.slot)
        #expect(cells == rows(deployment.helperPlanes, deployment, client.slot))
        for cell in cells {
            #expect(Set(cell).count > 8, "not random: \(cell.prefix(8))")
            #expect(cells.count { $0 == cell } == 1)
        }
        #expect(deployment.leaderAccounts.vacancies().isEmpty)
    }

    private func record(_ client: TestClient, _ deployment: TestDeployment) throws -> AccountRecord
    {
        try #require(deployment.leaderAccounts.account(slot: client.slot))
    }

    // MARK: Leaving

    @Test func slotIsFilledAlikeOnBothServersAndGivenBack() throws {
        let deployment = try linked()
        let client = try writer(deployment)
        let other = try writer(deployment)
        let free = deployment.leaderAccounts.freeSlotCount()
        let before = try record(client, deployment)
        #expect(try leave(client, deployment) == .left)
        try expectGone(client, deployment, before: before)
        #expect(deployment.leaderAccounts.freeSlotCount() == free + 1)
        // Its session is over, on both servers; the others' go on, and nothing had to be repaired.
        #expect(deployment.disconnected.contains(client.connection))
        deployment.leaderNotices = []
        for _ in 0..<deployment.parameters.pagesPerSlot {
            deployment.toNextRound()
            other.send(
                try other.frame(round: deployment.round, reading: [Int(client.slot), 1]))
            deployment.closeRound()
            let cells = try other.open(try other.answer())
            #expect(cells[0] != [UInt8](repeating: 0xAA, count: 1_024))
        }
        #expect(
            !deployment.leaderNotices.contains { if case .repaired = $0 { true } else { false } })
    }

    @Test func slotCanBeDrawnAgainUnderItsNewGeneration() throws {
        let deployment = try TestDeployment { $0.capacity = 2 }
        deployment.link()
        let client = try TestClient.joined(deployment)
        _ = try TestClient.joined(deployment)
        let generation = client.generation
        #expect(try leave(client, deployment) == .left)
        let next = try TestClient.joined(deployment)
        #expect(next.slot == client.slot)
        #expect(next.generation != generation)
    }

    @Test func leavingDuringARoundWaitsForItsEnd() throws {
        let deployment = try linked()
        let client = try writer(deployment)
        let other = try writer(deployment)
        let before = try record(client, deployment)
        let leaver = TestClient(deployment)
        let nonce = try leaver.hello().leaderNonce
        deployment.toNextRound()
        client.send(try client.frame(round: deployment.round, reading: [0, 1]))
        other.send(try other.frame(round: deployment.round, reading: [0, 1]))
        // The helper's answer is held up: the round is under way when the wish comes.
        var held: [LinkMessageToLeader] = []
        deployment.changeToLeader = { message in
            guard case .roundSet = message else { return [message] }
            held.append(message)
            return []
        }
        deployment.closeRound()
        deployment.send(
            .leave(try leaving(client, on: leaver, nonce: nonce)), on: leaver.connection)
        #expect(deployment.leaderAccounts.account(slot: client.slot) == before)
        deployment.changeToLeader = { [$0] }
        for message in held { deployment.feedLeader(.helperMessage(message.encoded)) }
        // The round ended as if nothing had happened.
        _ = try other.answer()
        #expect(leaver.received.last == .left)
        #expect(!deployment.wasRoundAbandoned)
        try expectGone(client, deployment, before: before)
    }

    // MARK: Refusals

    @Test func nobodyElseCanHaveAnAccountDeleted() throws {
        let deployment = try linked()
        let victim = try writer(deployment)
        let other = try writer(deployment)
        let before = try record(victim, deployment)
        let connection = TestClient(deployment)
        // Signed by another account's key, for another generation, or without a challenge.
        var nonce = try connection.hello().leaderNonce
        let forged = try Leaving(
            slot: victim.slot, generation: victim.generation, accountKey: other.key,
            leaderNonce: nonce, descriptorDigest: deployment.deployment.descriptor.digest)
        deployment.send(.leave(forged), on: connection.connection)
        #expect(connection.received.last == .refused(.notYourSlot))
        nonce = try connection.hello().leaderNonce
        let old = try Leaving(
            slot: victim.slot, generation: victim.generation &+ 1, accountKey: victim.key,
            leaderNonce: nonce, descriptorDigest: deployment.deployment.descriptor.digest)
        deployment.send(.leave(old), on: connection.connection)
        #expect(connection.received.last == .refused(.notYourSlot))
        deployment.send(
            .leave(try leaving(victim, on: connection, nonce: nonce)), on: connection.connection)
        #expect(connection.received.last == .refused(.staleOpening))
        #expect(try record(victim, deployment) == before)
        #expect(deployment.helperAccounts.account(slot: victim.slot) == before)
    }

    @Test func messageIsOfNoUseASecondTime() throws {
        let deployment = try TestDeployment { $0.capacity = 2 }
        deployment.link()
        let client = try TestClient.joined(deployment)
        _ = try TestClient.joined(deployment)
        let connection = TestClient(deployment)
        let nonce = try connection.hello().leaderNonce
        let message = try leaving(client, on: connection, nonce: nonce)
        deployment.send(.leave(message), on: connection.connection)
        #expect(connection.received.last == .left)
        let next = try TestClient.joined(deployment)
        #expect(next.slot == client.slot)
        // Another nonce: the signature is not for it.
        _ = try connection.hello()
        deployment.send(.leave(message), on: connection.connection)
        #expect(connection.received.last == .refused(.notYourSlot))
        // A leader that plays the whole request to the helper again finds another key there.
        let vacate = try #require(
            deployment.toHelper.first { if case .vacate = $0 { true } else { false } })
        deployment.deliverToHelper(vacate)
        #expect(deployment.helperAccounts.account(slot: next.slot)?.isOccupied == true)
    }

    @Test func leaderCannotDeleteAtTheHelperWithoutTheOwner() throws {
        let deployment = try linked()
        let client = try writer(deployment)
        let before = try record(client, deployment)
        let other = try TestClient.joined(deployment)
        let forged = try Leaving(
            slot: client.slot, generation: client.generation, accountKey: other.key,
            leaderNonce: [UInt8](repeating: 1, count: 32),
            descriptorDigest: client.deployment.deployment.descriptor.digest)
        let cells = rows(deployment.helperPlanes, deployment, client.slot)
        deployment.deliverToHelper(
            .vacate(
                request: 77,
                Vacancy(
                    leaving: forged, leaderNonce: [UInt8](repeating: 1, count: 32), generation: 1,
                    key: [UInt8](repeating: 2, count: 32), seed: [UInt8](repeating: 3, count: 32))))
        #expect(deployment.helperAccounts.account(slot: client.slot) == before)
        #expect(rows(deployment.helperPlanes, deployment, client.slot) == cells)
    }

    // MARK: Crashes

    /// The leader's word to the helper is lost with the link, with the leader or with the helper.
    @Test(arguments: ["link", "leader", "helper"])
    func whatACrashCutsOffIsDoneAfterIt(_ what: String) throws {
        let deployment = try linked()
        let client = try writer(deployment)
        let before = try record(client, deployment)
        deployment.changeToHelper = { message in
            if case .vacate = message { return [] }
            return [message]
        }
        #expect(try leave(client, deployment) == nil)
        #expect(deployment.helperAccounts.account(slot: client.slot) == before)
        deployment.changeToHelper = { [$0] }
        switch what {
        case "leader": try deployment.restartLeader()
        case "helper": try deployment.restartHelper()
        default:
            deployment.unlink()
            deployment.link()
        }
        try expectGone(client, deployment, before: before)
        // The client did not hear of it, asks again and learns that it is so.
        #expect(try leave(client, deployment) == .refused(.notYourSlot))
    }

    @Test func lostConfirmationIsMadeUpFor() throws {
        let deployment = try linked()
        let client = try writer(deployment)
        let before = try record(client, deployment)
        deployment.changeToLeader = { message in
            if case .accountStored = message { return [] }
            return [message]
        }
        #expect(try leave(client, deployment) == nil)
        #expect(deployment.leaderAccounts.vacancies().count == 1)
        deployment.changeToLeader = { [$0] }
        try deployment.restartLeader()
        try expectGone(client, deployment, before: before)
    }

    @Test func fullDiskLeavesTheAccountAsItIs() throws {
        let deployment = try linked()
        let client = try writer(deployment)
        let before = try record(client, deployment)
        deployment.leaderAccounts.isFull = true
        #expect(try leave(client, deployment) == .refused(.serverTrouble))
        #expect(try record(client, deployment) == before)
        deployment.leaderAccounts.isFull = false
        #expect(try leave(client, deployment) == .left)
        try expectGone(client, deployment, before: before)
    }

    @Test func helpersFullDiskIsMadeUpFor() throws {
        let deployment = try linked()
        let client = try writer(deployment)
        let before = try record(client, deployment)
        deployment.helperAccounts.isFull = true
        #expect(try leave(client, deployment) == .refused(.serverTrouble))
        deployment.helperAccounts.isFull = false
        deployment.unlink()
        deployment.link()
        try expectGone(client, deployment, before: before)
    }
}
