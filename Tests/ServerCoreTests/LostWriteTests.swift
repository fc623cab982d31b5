import ServerCore
import ServerTestSupport
import Testing
import Wire

/// Disks that said yes and kept nothing, plane files of another day, and long absences.
@Suite struct LostWriteTests {
    private func talk(_ writer: TestClient, _ reader: TestClient, cell: [UInt8]) throws -> [UInt8] {
        let deployment = writer.deployment
        deployment.toNextRound()
        _ = writer.received
        _ = reader.received
        writer.send(try writer.frame(round: deployment.round, cell: cell, reading: [0, 1]))
        reader.send(
            try reader.frame(round: deployment.round, reading: [Int(writer.slot), 1]))
        deployment.closeRound()
        let read = try reader.open(try reader.answer())[0]
        let plane = deployment.round.plane(deployment.parameters)
        #expect(deployment.leaderPlanes.plane(plane) == deployment.helperPlanes.plane(plane))
        #expect(deployment.leaderPlanes.bells() == deployment.helperPlanes.bells())
        return read
    }

    private func cell(_ value: UInt8) -> [UInt8] { [UInt8](repeating: value, count: 1_024) }

    /// The planes of either server are those of some time ago after its crash; of both, too.
    @Test(arguments: [[true, false], [false, true], [true, true]])
    func serversWithOldPlanesGoOn(_ losers: [Bool]) throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        let bob = try TestClient.joined(deployment)
        let pages = deployment.parameters.pagesPerSlot
        for page in 0..<pages {
            #expect(try talk(alice, bob, cell: cell(UInt8(page))) == cell(UInt8(page)))
        }
        deployment.leaderPlanes.losesWrites = losers[0]
        deployment.helperPlanes.losesWrites = losers[1]
        // What is said now is said in vain, as far as the loser's disk goes; nobody notices yet.
        for page in 0..<pages {
            deployment.toNextRound()
            _ = alice.received
            alice.send(
                try alice.frame(
                    round: deployment.round, cell: cell(UInt8(100 + page)), reading: [0, 1]))
            deployment.closeRound()
            _ = try alice.answer()
        }
        deployment.leaderPlanes.losesWrites = false
        deployment.helperPlanes.losesWrites = false
        if losers[1] { try deployment.restartHelper() }
        if losers[0] { try deployment.restartLeader() }
        deployment.leaderNotices = []
        for client in [alice, bob] {
            client.reconnect()
            try client.openSession()
        }
        deployment.closeRound()
        // Every plane comes up once: the rows that differ are made equal before they are read.
        for page in 0..<pages {
            #expect(try talk(alice, bob, cell: cell(UInt8(200 + page))) == cell(UInt8(200 + page)))
        }
        #expect(!deployment.wasRoundAbandoned)
        // And a second time around nothing is left to repair.
        deployment.leaderNotices = []
        for page in 0..<pages {
            #expect(try talk(alice, bob, cell: cell(UInt8(220 + page))) == cell(UInt8(220 + page)))
        }
        #expect(
            !deployment.leaderNotices.contains { if case .repaired = $0 { true } else { false } })
    }

    /// The link is down for an hour: everybody hears of every round, and then it goes on in the
    /// same sessions.
    @Test func helperIsAwayForAnHour() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        let bob = try TestClient.joined(deployment)
        #expect(try talk(alice, bob, cell: cell(1)) == cell(1))
        _ = alice.received
        deployment.unlink()
        let rounds = 3_600_000 / deployment.parameters.roundMilliseconds
        for _ in 0..<rounds {
            deployment.toNextRound()
            let round = deployment.round
            alice.send(try alice.frame(round: round, reading: [0, 1]))
            deployment.closeRound()
            #expect(alice.received == [.missed(round)])
        }
        deployment.link()
        _ = bob.received
        #expect(try talk(alice, bob, cell: cell(2)) == cell(2))
        #expect(!deployment.wasRoundAbandoned)
    }

    /// The helper's machine is down for an hour: sessions end with it, and new ones are opened.
    @Test func helperComesBackAfterAnHourWithOldPlanes() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        let bob = try TestClient.joined(deployment)
        #expect(try talk(alice, bob, cell: cell(1)) == cell(1))
        deployment.helperPlanes.losesWrites = true
        deployment.toNextRound()
        _ = alice.received
        alice.send(try alice.frame(round: deployment.round, cell: cell(2), reading: [0, 1]))
        deployment.closeRound()
        _ = try alice.answer()
        deployment.helperPlanes.losesWrites = false
        deployment.unlink()
        deployment.advance(by: 3_600_000)
        try deployment.restartHelper()
        for client in [alice, bob] {
            client.reconnect()
            try client.openSession()
        }
        deployment.closeRound()
        for value in UInt8(10)..<20 {
            #expect(try talk(alice, bob, cell: cell(value)) == cell(value))
        }
    }
}
