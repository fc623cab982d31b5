import ServerCore
import ServerTestSupport
import Testing
import Wire

@Suite struct RoundTests {
    @Test func aCellIsReadInTheRoundInWhichItWasWritten() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        let bob = try TestClient.joined(deployment)
        for count in 0..<10 {
            deployment.toNextRound()
            let round = deployment.round
            let cell = noise(1_024)
            alice.send(
                try alice.frame(
                    round: round, cell: cell, reading: [Int(bob.slot), Int(alice.slot)]))
            bob.send(try bob.frame(round: round, reading: [Int(alice.slot), 3]))
            deployment.closeRound()
            let answer = try bob.answer()
            #expect(answer.round == round)
            let read = try bob.open(answer)
            #expect(read[0] == cell, "round \(count)")
            let own = try alice.open(try alice.answer())
            #expect(own[1] == cell)
        }
        #expect(!deployment.wasRoundAbandoned)
    }

    @Test func aSlotThatWroteNothingShowsItsOldCellOfThatPlane() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        let bob = try TestClient.joined(deployment)
        deployment.toNextRound()
        let cell = noise(1_024)
        alice.send(try alice.frame(round: deployment.round, cell: cell, reading: [0, 0]))
        deployment.closeRound()
        _ = alice.received
        for page in 1...deployment.parameters.pagesPerSlot {
            _ = bob.received
            deployment.toNextRound()
            bob.send(try bob.frame(round: deployment.round, reading: [Int(alice.slot), 0]))
            deployment.closeRound()
            let read = try bob.open(try bob.answer())
            #expect((read[0] == cell) == (page == deployment.parameters.pagesPerSlot))
        }
    }

    @Test func bellsAreVouchedForByBothServers() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        // The first round makes the bells of a new helper equal to the leader's: all of them.
        deployment.toNextRound()
        alice.send(try alice.frame(round: deployment.round, reading: [0, 0]))
        deployment.closeRound()
        deployment.toRound { $0.isBellRound(deployment.parameters) }
        _ = alice.received
        let round = deployment.round
        let bell = noise(16)
        alice.send(try alice.frame(round: round, bell: bell, reading: [0, 0]))
        deployment.closeRound()
        let table = try #require(try alice.answer().bellTable)
        let start = Int(alice.slot) * 16
        #expect(Array(table.bells[start..<start + 16]) == bell)
        let digest = sha256(table.bells)
        let session = try #require(alice.session)
        #expect(table.leaderTag == session.leader.bellTableTag(round: round, tableDigest: digest))
        #expect(table.helperTag == session.helper.bellTableTag(round: round, tableDigest: digest))
    }

    @Test func aKnockIsReadInItsRoundAndGoneInTheNext() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        let bob = try TestClient.joined(deployment)
        let record = noise(256)
        for isFirst in [true, false] {
            deployment.toRound { $0.isKnockRound(deployment.parameters) }
            _ = alice.received
            _ = bob.received
            let round = deployment.round
            let knock = isFirst ? (77, record, 0) : (78, noise(256), 0)
            alice.send(try alice.frame(round: round, reading: [0, 0], knock: knock))
            bob.send(
                try bob.frame(round: round, reading: [0, 0], knock: (1, noise(256), 77)))
            deployment.closeRound()
            let read = try bob.open(try bob.answer())
            #expect(read[2] == (isFirst ? record : [UInt8](repeating: 0, count: 256)))
        }
    }

    @Test func knocksAtOnePlaceAreSettledAlikeOnBothServers() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let clients = try (0..<4).map { _ in try TestClient.joined(deployment) }
        deployment.toRound { $0.isKnockRound(deployment.parameters) }
        for client in clients { _ = client.received }
        let records = clients.map { _ in noise(256) }
        for (client, record) in zip(clients, records) {
            client.send(
                try client.frame(
                    round: deployment.round, reading: [0, 0], knock: (5, record, 5)))
        }
        deployment.closeRound()
        let read = try clients.map { try $0.open(try $0.answer())[2] }
        #expect(records.contains(read[0]))
        #expect(Set(read).count == 1)
    }

    @Test func everySessionGetsOneMessageARound() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let writer = try TestClient.joined(deployment)
        let silent = try TestClient.joined(deployment)
        for _ in 0..<5 {
            deployment.toNextRound()
            let round = deployment.round
            writer.send(try writer.frame(round: round, reading: [0, 0]))
            deployment.closeRound()
            _ = try writer.answer()
            #expect(silent.received == [.missed(round)])
        }
    }

    @Test func answersOfARoundGoOutTogether() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let clients = try (0..<5).map { _ in try TestClient.joined(deployment) }
        deployment.toNextRound()
        for client in clients {
            client.send(try client.frame(round: deployment.round, reading: [0, 0]))
        }
        deployment.batches = []
        deployment.closeRound()
        #expect(deployment.batches == [5])
    }

    @Test func aLateFrameMissesItsRoundAndTheSessionGoesOn() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        deployment.toNextRound()
        let round = deployment.round
        let frame = try alice.frame(round: round, reading: [0, 0])
        deployment.closeRound()
        #expect(alice.received == [.missed(round)])
        alice.send(frame)
        #expect(alice.received == [])
        deployment.toNextRound()
        alice.send(try alice.frame(round: deployment.round, reading: [0, 0]))
        deployment.closeRound()
        _ = try alice.answer()
    }

    @Test func aFrameSlightlyAheadOfTheClockIsTaken() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        let next = deployment.round.next
        deployment.setClock(to: next.start(deployment.parameters) - 50)
        _ = alice.received
        alice.send(try alice.frame(round: next, reading: [0, 0]))
        deployment.setClock(to: next.start(deployment.parameters))
        deployment.closeRound()
        #expect(try alice.answer().round == next)
        alice.send(try alice.frame(round: deployment.round.next.next, reading: [0, 0]))
        #expect(alice.received == [.refused(.wrongRound)])
        #expect(!deployment.disconnected.contains(alice.connection))
    }
}
