import ServerCore
import ServerTestSupport
import Testing
import Wire

/// Servers that fall, links that break, clocks that jump, planes that differ.
@Suite struct FailureTests {
    private func closedRounds(_ deployment: TestDeployment) -> [UInt64] {
        deployment.toHelper.compactMap {
            if case .closeRound(let round, _) = $0 { round.rawValue } else { nil }
        }
    }

    private func expectStrictlyIncreasing(_ rounds: [UInt64]) {
        for (earlier, later) in zip(rounds, rounds.dropFirst()) { #expect(earlier < later) }
    }

    @Test func withoutAHelperClientsWaitAndAreTold() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        deployment.unlink()
        deployment.toNextRound()
        let round = deployment.round
        alice.send(try alice.frame(round: round, reading: [0, 0]))
        deployment.closeRound()
        #expect(alice.received == [.missed(round)])
        let late = deployment.connect()
        deployment.send(
            .hello(version: 1, descriptorDigest: deployment.deployment.descriptor.digest),
            on: late)
        #expect(deployment.take(late) == [.refused(.helperUnavailable)])
        deployment.link()
        deployment.toNextRound()
        alice.send(try alice.frame(round: deployment.round, reading: [0, 0]))
        deployment.closeRound()
        _ = try alice.answer()
    }

    @Test func aRestartedHelperEndsAllSessions() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        deployment.toNextRound()
        alice.send(try alice.frame(round: deployment.round, reading: [0, 0]))
        try deployment.restartHelper()
        #expect(alice.received == [.refused(.sessionEnded)])
        #expect(deployment.disconnected.contains(alice.connection))
        alice.reconnect()
        try alice.openSession()
        deployment.toNextRound()
        _ = alice.received
        alice.send(try alice.frame(round: deployment.round, reading: [0, 0]))
        deployment.closeRound()
        _ = try alice.answer()
        expectStrictlyIncreasing(closedRounds(deployment))
    }

    @Test func aRestartedLeaderDoesNotServeItsLastRoundAgain() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        deployment.toNextRound()
        let round = deployment.round
        alice.send(try alice.frame(round: round, reading: [0, 0]))
        deployment.closeRound()
        _ = try alice.answer()
        // Back within the same round, with the clock a little behind as well.
        try deployment.restartLeader()
        deployment.setClock(to: round.start(deployment.parameters) + 100)
        alice.reconnect()
        try alice.openSession()
        alice.send(try alice.frame(round: round, reading: [1, 1]))
        deployment.closeRound()
        #expect(alice.received == [.missed(round)])
        #expect(closedRounds(deployment) == [round.rawValue])
    }

    @Test func aLeaderThatLostItsMarkHeedsTheHelpers() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        deployment.toNextRound()
        let round = deployment.round
        deployment.unlink()
        try deployment.helperMarks.raise(to: round)
        try deployment.restartHelper()
        deployment.setClock(to: deployment.now)
        alice.reconnect()
        try alice.openSession()
        alice.send(try alice.frame(round: round, reading: [1, 1]))
        deployment.closeRound()
        #expect(alice.received == [.missed(round)])
        #expect(closedRounds(deployment) == [])
    }

    @Test func aClockThatJumpsBackServesNoRoundTwice() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        for _ in 0..<3 {
            deployment.toNextRound()
            alice.send(try alice.frame(round: deployment.round, reading: [0, 0]))
            deployment.closeRound()
            _ = try alice.answer()
        }
        let last = deployment.round
        deployment.advance(by: -8_000)
        deployment.toNextRound()
        #expect(
            deployment.leaderNotices.contains { if case .clockBehind = $0 { true } else { false } })
        // A client that follows the leader's clock is not served, and not punished, until the
        // clock has passed the mark.
        let bob = try TestClient.joined(deployment)
        while deployment.round <= last {
            deployment.toNextRound()
            let round = deployment.round
            _ = bob.received
            bob.send(try bob.frame(round: round, reading: [0, 0]))
            deployment.closeRound()
            if round <= last {
                #expect(bob.received == [.missed(round)])
            } else {
                _ = try bob.answer()
            }
        }
        expectStrictlyIncreasing(closedRounds(deployment))
    }

    @Test func aClockThatJumpsFarAheadUsesUpNoRounds() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        let here = deployment.now
        deployment.helperClockOffset = -3_600_000
        deployment.advance(by: 3_600_000)
        deployment.toNextRound()
        _ = alice.received
        let ahead = deployment.round
        alice.send(try alice.frame(round: ahead, reading: [0, 0]))
        deployment.closeRound()
        #expect(alice.received == [.missed(ahead)])
        #expect(deployment.helperNotices.isEmpty == false)
        // Back again: the rounds between were never served, and are.
        deployment.helperClockOffset = 0
        deployment.setClock(to: here)
        let bob = try TestClient.joined(deployment)
        deployment.toNextRound()
        _ = bob.received
        bob.send(try bob.frame(round: deployment.round, reading: [0, 0]))
        deployment.closeRound()
        _ = try bob.answer()
    }

    @Test func planesAreMadeEqualBeforeTheyAreRead() throws {
        let deployment = try TestDeployment { $0.capacity = 600 }
        deployment.link()
        let alice = try TestClient.joined(deployment)
        let bob = try TestClient.joined(deployment)
        // The two servers began with different noise in every plane.
        for _ in 0..<deployment.parameters.pagesPerSlot {
            deployment.toNextRound()
            let cell = noise(1_024)
            alice.send(try alice.frame(round: deployment.round, cell: cell, reading: [0, 0]))
            bob.send(try bob.frame(round: deployment.round, reading: [Int(alice.slot), 0]))
            deployment.closeRound()
            #expect(try bob.open(try bob.answer())[0] == cell)
            _ = alice.received
            let plane = deployment.round.plane(deployment.parameters)
            #expect(deployment.leaderPlanes.plane(plane) == deployment.helperPlanes.plane(plane))
            #expect(deployment.leaderPlanes.bells() == deployment.helperPlanes.bells())
        }
        deployment.leaderNotices = []
        // One flipped byte is found and repaired, and nothing else travels.
        deployment.toNextRound()
        let plane = deployment.round.plane(deployment.parameters)
        var row = Array(deployment.helperPlanes.plane(plane)[300 * 1_024..<301 * 1_024])
        row[5] ^= 1
        try deployment.helperPlanes.write([SlotRow(slot: 300, bytes: row)], plane: plane)
        try deployment.restartHelper()
        for client in [alice, bob] {
            client.reconnect()
            try client.openSession()
        }
        bob.send(try bob.frame(round: deployment.round, reading: [300, 0]))
        deployment.closeRound()
        let read = try bob.open(try bob.answer())[0]
        #expect(read == Array(deployment.leaderPlanes.plane(plane)[300 * 1_024..<301 * 1_024]))
        #expect(deployment.leaderNotices.contains(.repaired(cells: 1, bells: 0)))
    }

    @Test func boardsThatDifferAreEmptied() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        deployment.toRound { $0.isKnockRound(deployment.parameters) }
        _ = alice.received
        alice.send(
            try alice.frame(
                round: deployment.round, reading: [0, 0], knock: (9, noise(256), 9)))
        deployment.changeToLeader = { message in
            guard case .roundSet(let round, let verdicts, var digests) = message else {
                return [message]
            }
            digests.board[0] ^= 1
            return [.roundSet(round, verdicts: verdicts, digests)]
        }
        deployment.closeRound()
        #expect(try alice.open(try alice.answer())[2] == [UInt8](repeating: 0, count: 256))
    }

    @Test func aHelperThatLiesCutsItsOwnLink() throws {
        let lies: [(LinkMessageToLeader) -> [LinkMessageToLeader]] = [
            { message in
                guard case .roundSet(let round, _, let digests) = message else { return [message] }
                return [.roundSet(round, verdicts: [nil, nil, nil], digests)]
            },
            { message in
                guard case .answers(let round, let first, let entries) = message else {
                    return [message]
                }
                return [.answers(round, first: first, entries: entries + [0])]
            },
            { message in
                guard case .roundSet(let round, _, _) = message else { return [message] }
                return [.repairHashes(round, group: .max, hashes: [])]
            },
            { message in
                if case .roundSet = message { return [.accountStored(request: 4_711)] }
                return [message]
            },
        ]
        for lie in lies {
            let deployment = try TestDeployment()
            deployment.link()
            let alice = try TestClient.joined(deployment)
            deployment.changeToLeader = lie
            deployment.toNextRound()
            let round = deployment.round
            alice.send(try alice.frame(round: round, reading: [0, 0]))
            deployment.closeRound()
            #expect(alice.received == [.missed(round)])
            #expect(!deployment.isLinked)
        }
    }

    @Test func answersThatComeTwiceAreTakenOnce() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        deployment.changeToLeader = { message in
            if case .answers = message { [message, message] } else { [message] }
        }
        deployment.toNextRound()
        alice.send(try alice.frame(round: deployment.round, reading: [0, 0]))
        deployment.closeRound()
        #expect(alice.received.count <= 1)
    }

    @Test func aHelperThatClaimsTheLastRoundStopsServiceAndNothingElse() throws {
        let deployment = try TestDeployment()
        deployment.changeToLeader = { message in
            guard case .welcome(let version, let digest, let instance, _, let accounts) = message
            else { return [message] }
            return [
                .welcome(
                    version: version, descriptorDigest: digest, instance: instance,
                    highWaterMark: Round(rawValue: .max), accountsDigest: accounts)
            ]
        }
        deployment.link()
        let alice = try TestClient.joined(deployment)
        deployment.toNextRound()
        let round = deployment.round
        alice.send(try alice.frame(round: round, reading: [0, 0]))
        deployment.closeRound()
        #expect(alice.received == [.missed(round)])
        #expect(
            deployment.leaderNotices.contains { if case .clockBehind = $0 { true } else { false } })
    }

    @Test func aSilentHelperIsConnectedToAnew() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        deployment.changeToHelper = { message in
            if case .closeRound = message { [] } else { [message] }
        }
        var sent: [LeaderMessage] = []
        var received: [LeaderMessage] = []
        for _ in 0..<13 where deployment.isLinked {
            deployment.toNextRound()
            sent.append(.missed(deployment.round))
            alice.send(try alice.frame(round: deployment.round, reading: [0, 0]))
            deployment.closeRound()
            received += alice.received
        }
        #expect(received == sent)
        #expect(!deployment.isLinked)
    }

    @Test func aHelperRestoredFromAnOlderCopyGetsItsAccountsBack() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        let account = try #require(deployment.helperAccounts.account(slot: alice.slot))
        var free = account
        free.isOccupied = false
        free.key = noise(32)
        try deployment.helperAccounts.replace(slot: alice.slot, with: free)
        try deployment.restartHelper()
        #expect(deployment.leaderNotices.contains(.accountTablesDiffer))
        alice.reconnect()
        try alice.openSession()
    }

    @Test func aSlotThatIsTakenAtTheHelperIsPassedOver() throws {
        let deployment = try TestDeployment { $0.capacity = 4 }
        deployment.link()
        // The helper knows three accounts that the leader has lost.
        for slot in 0..<3 {
            let stranger = AccountRecord(generation: 1, key: noise(32), isOccupied: true)
            try deployment.helperAccounts.replace(slot: UInt32(slot), with: stranger)
        }
        let alice = TestClient(deployment)
        try alice.register(ticket: deployment.addTicket())
        #expect(alice.slot == 3)
        try alice.openSession()
    }

    @Test func peersOfAnotherVersionAreNotMisread() throws {
        let deployment = try TestDeployment()
        deployment.changeToHelper = { message in
            guard case .hello(_, let digest) = message else { return [message] }
            return [.hello(version: 2, descriptorDigest: digest)]
        }
        deployment.link()
        #expect(!deployment.isLinked)
        #expect(
            deployment.helperNotices.contains {
                if case .incompatiblePeer = $0 { true } else { false }
            })
    }
}
