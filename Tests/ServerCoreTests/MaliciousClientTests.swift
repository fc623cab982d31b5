import Crypto
import ServerCore
import ServerTestSupport
import Testing
import Wire

/// What clients may send and what they get for it.
///
/// Nobody else notices.
@Suite struct MaliciousClientTests {
    @Test func malformedMessagesCloseTheConnection() throws {
        let deployment = try TestDeployment()
        deployment.link()
        for bytes in [[], [0x77], [0x02, 0, 1], [0x04, 1, 2, 3]] as [[UInt8]] {
            let connection = deployment.connect()
            deployment.feedLeader(.clientMessage(connection, bytes))
            #expect(deployment.take(connection) == [.refused(.malformed)])
            #expect(deployment.disconnected.contains(connection))
        }
    }

    @Test func otherVersionsAndDeploymentsAreToldSo() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let connection = deployment.connect()
        let digest = deployment.deployment.descriptor.digest
        deployment.send(.hello(version: 2, descriptorDigest: digest), on: connection)
        deployment.send(.hello(version: 1, descriptorDigest: noise(32)), on: connection)
        #expect(
            deployment.take(connection) == [.refused(.unknownVersion), .refused(.otherDeployment)])
    }

    @Test func theDeploymentIsToldToAnyone() throws {
        let deployment = try TestDeployment()
        let connection = deployment.connect()
        deployment.send(.fetchDeployment, on: connection)
        #expect(
            deployment.take(connection) == [.deployment(deployment.deployment.encodeFile())])
    }

    @Test func unknownAndUsedTickets() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = TestClient(deployment)
        deployment.send(.register(try alice.registration(noise(16))), on: alice.connection)
        #expect(alice.received == [.refused(.unknownTicket)])
        let ticket = try deployment.addTicket()
        try alice.register(ticket: ticket)
        let slot = alice.slot
        // The same key again: the client did not hear the answer.
        try alice.register(ticket: ticket)
        #expect(alice.slot == slot)
        let mallory = TestClient(deployment)
        deployment.send(.register(try mallory.registration(ticket)), on: mallory.connection)
        #expect(mallory.received == [.refused(.usedTicket)])
    }

    @Test func aRegistrationIsSignedByItsKey() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = TestClient(deployment)
        let ticket = try deployment.addTicket()
        var registration = try alice.registration(ticket)
        registration.accountKey = Array(Curve25519.Signing.PrivateKey().publicKey.rawRepresentation)
        deployment.send(.register(registration), on: alice.connection)
        #expect(alice.received == [.refused(.malformed)])
        #expect(deployment.leaderAccounts.freeSlotCount() == 16)
        #expect(deployment.leaderAccounts.ticketState(hash: sha256(ticket)) == .unused)
    }

    @Test func aFullDeploymentSaysSo() throws {
        let deployment = try TestDeployment { $0.capacity = 3 }
        deployment.link()
        let clients = try (0..<3).map { _ in try TestClient.joined(deployment) }
        #expect(Set(clients.map(\.slot)) == [0, 1, 2])
        let late = TestClient(deployment)
        let ticket = try deployment.addTicket()
        deployment.send(.register(try late.registration(ticket)), on: late.connection)
        #expect(late.received == [.refused(.deploymentFull)])
        #expect(deployment.leaderAccounts.ticketState(hash: sha256(ticket)) == .unused)
    }

    @Test func aFullDiskLosesNoTicket() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = TestClient(deployment)
        let ticket = try deployment.addTicket()
        for store in [deployment.leaderAccounts, deployment.helperAccounts] {
            store.isFull = true
            deployment.send(.register(try alice.registration(ticket)), on: alice.connection)
            #expect(alice.received == [.refused(.serverTrouble)])
            store.isFull = false
        }
        try alice.register(ticket: ticket)
        try alice.openSession()
    }

    @Test func aRegistrationInterruptedByTheHelpersFallIsCompleted() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = TestClient(deployment)
        let ticket = try deployment.addTicket()
        deployment.changeToHelper = { message in
            if case .storeAccount = message { [] } else { [message] }
        }
        deployment.send(.register(try alice.registration(ticket)), on: alice.connection)
        deployment.changeToHelper = { [$0] }
        try deployment.restartHelper()
        #expect(alice.received == [.refused(.helperUnavailable)])
        try alice.register(ticket: ticket)
        try alice.openSession()
        #expect(deployment.leaderAccounts.freeSlotCount() == 15)
    }

    @Test func aStrangersSlotCannotBeOpened() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        let mallory = TestClient(deployment)
        try mallory.register(ticket: deployment.addTicket())
        let own = (mallory.slot, mallory.generation)
        let attempts: [(UInt32, UInt32)] = [
            (alice.slot, alice.generation), (own.0, own.1 &+ 1), (16, 0), (.max, 0),
        ]
        for (slot, generation) in attempts {
            (mallory.slot, mallory.generation) = (slot, generation)
            let nonces = try mallory.hello()
            let prepared = try mallory.prepareOpening(
                leaderNonce: nonces.leaderNonce, helperNonce: nonces.helperNonce)
            deployment.send(.open(prepared.opening), on: mallory.connection)
            #expect(mallory.received == [.refused(.notYourSlot)])
        }
    }

    @Test func anOpeningAnswersOneChallengeOfOneConnection() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = TestClient(deployment)
        try alice.register(ticket: deployment.addTicket())
        let nonces = try alice.hello()
        let prepared = try alice.prepareOpening(
            leaderNonce: nonces.leaderNonce, helperNonce: nonces.helperNonce)
        let thief = TestClient(deployment)
        deployment.send(.open(prepared.opening), on: thief.connection)
        #expect(thief.received == [.refused(.staleOpening)])
        _ = try thief.hello()
        deployment.send(.open(prepared.opening), on: thief.connection)
        #expect(thief.received == [.refused(.notYourSlot)])
        deployment.send(.open(prepared.opening), on: alice.connection)
        guard case .opened? = alice.received.last else { throw TestFailure("not opened") }
        alice.reconnect()
        deployment.send(.open(prepared.opening), on: alice.connection)
        #expect(alice.received == [.refused(.staleOpening)])
    }

    @Test func aNewSessionReplacesTheOldOne() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        let old = alice.connection
        let key = alice.key
        let again = TestClient(deployment)
        again.key = key
        (again.slot, again.generation) = (alice.slot, alice.generation)
        try again.openSession()
        #expect(deployment.take(old) == [.refused(.sessionEnded)])
        #expect(deployment.disconnected.contains(old))
        deployment.toNextRound()
        _ = again.received
        again.send(try again.frame(round: deployment.round, reading: [0, 0]))
        deployment.closeRound()
        _ = try again.answer()
    }

    @Test(arguments: [-1, 1, -1_000, 1_000]) func aFrameOfTheWrongSizeEndsTheSession(
        difference: Int
    ) throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        deployment.toNextRound()
        var bytes = try alice.frame(round: deployment.round, reading: [0, 0]).encoded
        if difference < 0 {
            bytes.removeLast(-difference)
        } else {
            bytes += noise(difference)
        }
        deployment.send(.frame(bytes), on: alice.connection)
        #expect(alice.received == [.refused(.malformed)])
        #expect(deployment.disconnected.contains(alice.connection))
    }

    @Test func aPlaceOutsideTheBoardEndsTheSession() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        deployment.toRound { $0.isKnockRound(deployment.parameters) }
        _ = alice.received
        alice.send(
            try alice.frame(
                round: deployment.round, reading: [0, 0],
                knock: (deployment.parameters.knockPlaceCount, noise(256), 0)))
        #expect(alice.received == [.refused(.malformed)])
    }

    @Test func aWrongTagIsRefusedAlone() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        let mallory = try TestClient.joined(deployment)
        deployment.toNextRound()
        let round = deployment.round
        let cell = noise(1_024)
        var bad = try mallory.frame(round: round, reading: [0, 0])
        bad.helperTag[3] ^= 1
        mallory.send(bad)
        alice.send(try alice.frame(round: round, cell: cell, reading: [Int(alice.slot), 0]))
        deployment.closeRound()
        #expect(mallory.received == [.refused(.badTag)])
        #expect(deployment.disconnected.contains(mallory.connection))
        #expect(try alice.open(try alice.answer())[0] == cell)
    }

    @Test func anyCorrectionWordsAreAQueryThatHarmsNobody() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        let mallory = try TestClient.joined(deployment)
        deployment.toNextRound()
        let cell = noise(1_024)
        var bad = try mallory.frame(round: deployment.round, reading: [0, 0])
        bad.queries = bad.queries.map { [UInt8](repeating: 0xFF, count: $0.count) }
        let session = try #require(mallory.session)
        bad.helperTag = session.helper.frameTag(
            session: session.number, slot: mallory.slot, frameContent: bad.content[...])
        mallory.send(bad)
        alice.send(
            try alice.frame(
                round: deployment.round, cell: cell, reading: [Int(alice.slot), 0]))
        deployment.closeRound()
        _ = try mallory.answer()
        #expect(try alice.open(try alice.answer())[0] == cell)
    }

    @Test func aReplayedFrameEndsTheSession() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        deployment.toNextRound()
        let first = try alice.frame(round: deployment.round, reading: [0, 0])
        alice.send(first)
        deployment.closeRound()
        _ = try alice.answer()
        deployment.toNextRound()
        alice.send(first)
        #expect(alice.received == [.refused(.wrongRound)])
        #expect(deployment.disconnected.contains(alice.connection))
    }

    @Test func twoFramesInOneRoundEndTheSession() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        deployment.toNextRound()
        alice.send(try alice.frame(round: deployment.round, reading: [0, 0]))
        alice.send(try alice.frame(round: deployment.round, reading: [1, 1]))
        #expect(alice.received == [.refused(.wrongRound)])
        deployment.closeRound()
        #expect(!deployment.toHelper.contains { if case .closeRound = $0 { true } else { false } })
    }

    @Test func aFrameWithoutASessionIsToldSo() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        deployment.toNextRound()
        let frame = try alice.frame(round: deployment.round, reading: [0, 0])
        alice.connection = deployment.connect()
        alice.send(frame)
        #expect(alice.received == [.refused(.sessionEnded)])
    }

    @Test func strangersCannotHoldUnlimitedConnections() throws {
        let deployment = try TestDeployment()
        let connections = (0..<1_100).map { _ in deployment.connect() }
        #expect(deployment.disconnected.count == 1_100 - 1_024 - 16)
        deployment.feedLeader(.clientDisconnected(connections[0]))
        #expect(!deployment.disconnected.contains(deployment.connect()))
    }

    @Test func endlessTalkWithoutASessionIsCut() throws {
        let deployment = try TestDeployment()
        let connection = deployment.connect()
        for _ in 0..<65 { deployment.send(.fetchDeployment, on: connection) }
        #expect(deployment.disconnected.contains(connection))
    }
}
