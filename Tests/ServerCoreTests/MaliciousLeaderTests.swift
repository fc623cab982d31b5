import Crypto
import ServerCore
import ServerTestSupport
import Testing
import Wire

/// What a helper does when its leader lies.
///
/// Each of these would, if it worked, let the leader see two answers under one pad, two targets
/// under one root, or a write that its owner never made.
@Suite struct MaliciousLeaderTests {
    /// A round in which `client` sent a frame, up to just before its close.
    private func roundWithFrame(
        _ deployment: TestDeployment, _ client: TestClient
    ) throws -> Round {
        deployment.toNextRound()
        client.send(try client.frame(round: deployment.round, reading: [0, 0]))
        return deployment.round
    }

    private func answerCount(_ deployment: TestDeployment) -> Int {
        deployment.toLeader.count { if case .answers = $0 { true } else { false } }
    }

    private func refusals(_ deployment: TestDeployment) -> [RoundRefusal] {
        deployment.toLeader.compactMap {
            if case .roundRefused(_, let reason) = $0 { reason } else { nil }
        }
    }

    @Test func aRoundIsEvaluatedOnce() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        _ = try roundWithFrame(deployment, alice)
        deployment.changeToHelper = { message in
            if case .evaluate = message { [message, message] } else { [message] }
        }
        deployment.closeRound()
        #expect(answerCount(deployment) == 1)
        #expect(refusals(deployment) == [.outOfOrder])
    }

    @Test func aClosedRoundIsNotClosedAgain() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        let round = try roundWithFrame(deployment, alice)
        deployment.closeRound()
        let session = try #require(alice.session)
        for lower in [round, Round(rawValue: round.rawValue - 1)] {
            deployment.deliverToHelper(.closeRound(lower, sessions: [session.number]))
        }
        #expect(refusals(deployment) == [.alreadyServed, .alreadyServed])
        #expect(answerCount(deployment) == 1)
    }

    @Test func closingAgainDropsTheRoundUnderWay() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        _ = try roundWithFrame(deployment, alice)
        deployment.changeToHelper = { message in
            if case .evaluate(let round, _) = message {
                [.closeRound(round, sessions: []), message]
            } else {
                [message]
            }
        }
        deployment.closeRound()
        #expect(refusals(deployment) == [.alreadyServed, .outOfOrder])
        #expect(answerCount(deployment) == 0)
    }

    @Test func aRestartedHelperRefusesTheRoundsOfItsPast() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        let round = try roundWithFrame(deployment, alice)
        // The helper falls between the write set and the evaluation.
        deployment.changeToHelper = { message in
            if case .evaluate = message { [] } else { [message] }
        }
        deployment.closeRound()
        deployment.changeToHelper = { [$0] }
        try deployment.restartHelper()
        let session = try #require(alice.session)
        deployment.deliverToHelper(.closeRound(round, sessions: [session.number]))
        #expect(refusals(deployment) == [.alreadyServed])
        // Its keys are gone, so even a later round has nothing of the old session to answer.
        deployment.deliverToHelper(.closeRound(round.next, sessions: [session.number]))
        guard case .roundSet(_, let verdicts, _)? = deployment.toLeader.last else {
            Issue.record("no verdicts")
            return
        }
        #expect(verdicts == [.sessionEnded])
    }

    @Test(arguments: [-11_000, 11_000, 86_400_000]) func aRoundFarFromTheHelpersClockIsRefused(
        milliseconds: Int64
    ) throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        deployment.toNextRound()
        let distant = Round(at: deployment.now + milliseconds, deployment.parameters)
        let session = try #require(alice.session)
        deployment.deliverToHelper(.closeRound(distant, sessions: [session.number]))
        #expect(refusals(deployment) == [.clocksApart])
        #expect(deployment.helperMarks.mark() == Round(rawValue: 0))
    }

    @Test func theLastPossibleRoundIsRefusedWithoutOverflow() throws {
        let deployment = try TestDeployment()
        deployment.link()
        deployment.deliverToHelper(.closeRound(Round(rawValue: .max), sessions: []))
        #expect(refusals(deployment) == [.clocksApart])
    }

    @Test func anOpeningIsGoodForOneSession() throws {
        let deployment = try TestDeployment()
        deployment.link()
        var copies: [LinkMessageToHelper] = []
        deployment.changeToHelper = { message in
            if case .openSession = message { copies.append(message) }
            return [message]
        }
        let alice = try TestClient.joined(deployment)
        guard
            case .openSession(_, _, let leaderNonce, let helperNonce, let opening)? = copies.first
        else { throw TestFailure("no opening") }
        let session = try #require(alice.session)
        for number in [session.number, 99] {
            deployment.isLinked = true
            deployment.feedHelper(
                .leaderMessage(
                    LinkMessageToHelper.openSession(
                        request: 500, session: number, leaderNonce: leaderNonce,
                        helperNonce: helperNonce, opening: opening
                    ).encoded))
            guard case .requestRefused(500, .staleOpening)? = deployment.toLeader.last else {
                throw TestFailure("the helper took a replayed opening")
            }
        }
    }

    @Test func aSessionNumberInUseIsRefused() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        let number = try #require(alice.session).number
        let bob = TestClient(deployment)
        try bob.register(ticket: deployment.addTicket())
        deployment.changeToHelper = { message in
            guard
                case .openSession(let request, _, let leaderNonce, let helperNonce, let opening) =
                    message
            else { return [message] }
            return [
                .openSession(
                    request: request, session: number, leaderNonce: leaderNonce,
                    helperNonce: helperNonce, opening: opening)
            ]
        }
        #expect(throws: TestFailure.self) { try bob.openSession() }
        #expect(
            deployment.toLeader.contains { if case .requestRefused = $0 { true } else { false } })
    }

    @Test func aChangedFrameIsNotAccepted() throws {
        for byte in [0, 8, 8 + 1_024, 8 + 1_040, 8 + 1_040 + 70] {
            let deployment = try TestDeployment()
            deployment.link()
            let alice = try TestClient.joined(deployment)
            let bob = try TestClient.joined(deployment)
            let number = try #require(alice.session).number
            deployment.changeToHelper = { message in
                guard case .frame(number, var frame) = message else { return [message] }
                frame[byte] ^= 1
                return [.frame(session: number, frame: frame)]
            }
            deployment.toNextRound()
            let round = deployment.round
            for client in [alice, bob] {
                client.send(try client.frame(round: round, reading: [0, 0]))
            }
            deployment.closeRound()
            // Changing the round makes it a frame of another round; anything else breaks the tag.
            #expect(alice.received == [byte == 0 ? .missed(round) : .refused(.badTag)])
            _ = try bob.answer()
        }
    }

    @Test func theFirstOfTwoFramesCounts() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        deployment.toNextRound()
        let cell = noise(1_024)
        let first = try alice.frame(round: deployment.round, cell: cell, reading: [1, 1])
        let second = try alice.frame(round: deployment.round, reading: [2, 2])
        let number = try #require(alice.session).number
        alice.send(first)
        deployment.deliverToHelper(.frame(session: number, frame: second.encoded))
        deployment.closeRound()
        _ = try alice.answer()
        #expect(
            Array(
                deployment.helperPlanes.plane(deployment.round.plane(deployment.parameters))[
                    Int(alice.slot) * 1_024..<Int(alice.slot + 1) * 1_024]) == cell)
    }

    @Test func aSessionNamedTwiceCountsOnce() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        _ = try roundWithFrame(deployment, alice)
        deployment.changeToHelper = { message in
            guard case .closeRound(let round, let sessions) = message else { return [message] }
            return [.closeRound(round, sessions: sessions + sessions)]
        }
        deployment.closeRound()
        guard case .roundSet(_, let verdicts, _)? = deployment.toLeader.last else {
            throw TestFailure("no verdicts")
        }
        #expect(verdicts == [nil, .wrongRound])
    }

    @Test func aReplacedSessionAnswersNoMore() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        let old = try #require(alice.session).number
        deployment.toNextRound()
        let frame = try alice.frame(round: deployment.round, reading: [0, 0])
        deployment.deliverToHelper(.frame(session: old, frame: frame.encoded))
        alice.reconnect()
        try alice.openSession()
        deployment.deliverToHelper(.closeRound(deployment.round, sessions: [old]))
        guard case .roundSet(_, let verdicts, _)? = deployment.toLeader.last else {
            throw TestFailure("no verdicts")
        }
        #expect(verdicts == [.sessionEnded])
    }

    @Test func digestsThatDifferEndTheRound() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        _ = try roundWithFrame(deployment, alice)
        deployment.changeToHelper = { message in
            guard case .evaluate(let round, var digests) = message else { return [message] }
            let right = message
            digests.plane[0] ^= 1
            return [.evaluate(round, digests), right]
        }
        deployment.closeRound()
        #expect(refusals(deployment) == [.digestsDiffer, .outOfOrder])
        #expect(answerCount(deployment) == 0)
    }

    @Test func repairsHaveTheirTime() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        let round = try roundWithFrame(deployment, alice)
        let row = SlotRow(slot: 0, bytes: noise(1_024))
        deployment.deliverToHelper(.repairCells(round, [row]))
        deployment.deliverToHelper(.repairEnd(round))
        deployment.closeRound()
        deployment.deliverToHelper(.repairCells(round, [row]))
        #expect(refusals(deployment) == [.outOfOrder, .outOfOrder, .outOfOrder])
    }

    @Test func repairsBetweenWritesAndEvaluationChangeTheDigest() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        _ = try roundWithFrame(deployment, alice)
        deployment.changeToHelper = { message in
            guard case .evaluate(let round, _) = message else { return [message] }
            return [.repairCells(round, [SlotRow(slot: 0, bytes: noise(1_024))]), message]
        }
        deployment.closeRound()
        #expect(refusals(deployment) == [.digestsDiffer])
    }

    /// A leader that claims that the bells differ silences everybody at once and no one alone.
    @Test func bellsAreReplacedAllTogether() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        deployment.toNextRound()
        alice.send(try alice.frame(round: deployment.round, reading: [0, 0]))
        deployment.changeToHelper = { message in
            guard case .evaluate(let round, _) = message else { return [message] }
            let seed = [UInt8](repeating: 1, count: 32)
            return [
                .repair(round, planeGroups: [], bellSeed: seed, emptyBoard: false), message,
            ]
        }
        let before = deployment.helperPlanes.bells()
        deployment.closeRound()
        let after = deployment.helperPlanes.bells()
        for slot in 0..<16 {
            let range = slot * 16..<slot * 16 + 16
            #expect(before[range] != after[range], "slot \(slot)")
        }
    }

    @Test func anAccountTableIsAdoptedOnce() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let before = deployment.helperAccounts.accounts(from: 0, limit: 100)
        #expect(before == deployment.leaderAccounts.accounts(from: 0, limit: 100))
        var random = SystemRandomNumberGenerator()
        let other = (0..<16).map { _ in AccountTable.makeFreeSlot(using: &random) }
        deployment.deliverToHelper(.adoptAccounts(firstSlot: 0, accounts: other, isLast: true))
        #expect(deployment.helperAccounts.accounts(from: 0, limit: 100) == before)
        #expect(!deployment.isLinked)
    }

    @Test func anOccupiedSlotIsNotGivenAway() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        deployment.deliverToHelper(
            .storeAccount(
                request: 900, slot: alice.slot, generation: alice.generation, key: noise(32)))
        #expect(
            deployment.helperAccounts.account(slot: alice.slot)?.key
                == Array(alice.key.publicKey.rawRepresentation))
    }

    @Test func nothingIsSaidBeforeTheGreeting() throws {
        let deployment = try TestDeployment()
        deployment.isLinked = true
        deployment.feedHelper(.leaderConnected)
        deployment.deliverToHelper(.drawNonce(request: 1))
        #expect(!deployment.isLinked)
        #expect(deployment.toLeader.isEmpty)
    }

    @Test func aBrokenDiskEndsTheRoundBeforeItsEvaluation() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        for breakIt in [
            { (isBroken: Bool) in deployment.helperMarks.isBroken = isBroken },
            { deployment.helperPlanes.isBroken = $0 }, { deployment.leaderMarks.isBroken = $0 },
            { deployment.leaderPlanes.isBroken = $0 },
        ] {
            breakIt(true)
            let broken = try roundWithFrame(deployment, alice)
            deployment.closeRound()
            #expect(alice.received == [.missed(broken)])
            breakIt(false)
            _ = try roundWithFrame(deployment, alice)
            deployment.closeRound()
            _ = try alice.answer()
        }
        #expect(deployment.wasRoundAbandoned)
    }
}
