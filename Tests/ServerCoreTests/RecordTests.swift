import Crypto
import ServerCore
import ServerTestSupport
import Testing
import Wire

/// What both servers hold about a slot reaches its owner once a session, unasked.
@Suite struct RecordTests {
    /// Plays one round in which these clients take part.
    private static func round(_ deployment: TestDeployment, _ clients: [TestClient]) throws {
        deployment.toNextRound()
        for client in clients {
            client.send(try client.frame(round: deployment.round, reading: [0, 0]))
        }
        deployment.closeRound()
    }

    private static func open(_ client: TestClient) throws -> (HeldRecord, HeldRecord) {
        let records = try #require(client.deployment.records[client.connection]?.first)
        let session = try #require(client.session)
        return (
            try records.leader.opened(session: session.number, keys: session.leader),
            try records.helper.opened(session: session.number, keys: session.helper)
        )
    }

    @Test func everySessionHearsItOnceFromBothStores() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        #expect(deployment.records[alice.connection] == nil)
        for _ in 0..<3 { try Self.round(deployment, [alice]) }
        #expect(deployment.records[alice.connection]?.count == 1)
        let (leader, helper) = try Self.open(alice)
        #expect(leader["account.slot"]?.number == UInt64(alice.slot))
        #expect(leader["account.generation"]?.number == UInt64(alice.generation))
        #expect(leader["account.key"]?.value == Array(alice.key.publicKey.rawRepresentation))
        #expect(leader["account.occupied"]?.number == 1)
        // The helper speaks of its own stores: they were made apart and differ until repaired.
        #expect(helper["account.key"] == leader["account.key"])
        let own = try HeldRecord(
            slot: alice.slot, accounts: deployment.helperAccounts, planes: deployment.helperPlanes)
        #expect(own.fields.map(\.name) == helper.fields.map(\.name))
        alice.reconnect()
        try alice.openSession()
        deployment.closeRound()
        _ = alice.received
        try Self.round(deployment, [alice])
        #expect(deployment.records[alice.connection]?.count == 1)
    }

    @Test func theCellsHashesAreThoseOfTheStore() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        let cell = noise(1_024)
        deployment.toNextRound()
        let plane = deployment.round.plane(deployment.parameters)
        alice.send(try alice.frame(round: deployment.round, cell: cell, reading: [0, 0]))
        deployment.closeRound()
        let (leader, helper) = try Self.open(alice)
        for record in [leader, helper] {
            let digests = try #require(record.fields.last?.value)
            #expect(digests.count == 32 * deployment.parameters.pagesPerSlot)
            #expect(Array(digests[32 * plane..<32 * plane + 32]) == Array(SHA256.hash(data: cell)))
        }
    }

    /// The same bytes for everybody, whatever is in them.
    @Test func allRecordsHaveOneSize() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let clients = try (0..<4).map { _ in try TestClient.joined(deployment) }
        try Self.round(deployment, clients)
        let sizes = try clients.map { client in
            let records = try #require(deployment.records[client.connection]?.first)
            return LeaderMessage.records(leader: records.leader, helper: records.helper)
                .encoded.count
        }
        #expect(Set(sizes).count == 1)
    }

    @Test func aLeaderCannotSpeakForTheHelper() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        try Self.round(deployment, [alice])
        let records = try #require(deployment.records[alice.connection]?.first)
        let session = try #require(alice.session)
        var changed = records.helper
        changed.content[changed.content.count - 1] ^= 1
        #expect(throws: WireError(.badSignature, "")) {
            try changed.opened(session: session.number, keys: session.helper)
        }
        #expect(throws: WireError(.badSignature, "")) {
            try records.leader.opened(session: session.number, keys: session.helper)
        }
        #expect(throws: WireError(.badSignature, "")) {
            try records.helper.opened(session: session.number + 1, keys: session.helper)
        }
    }

    /// When everybody comes back at once, the disk's work is spread over rounds, first come first.
    @Test func recordsAreSpreadOverRounds() throws {
        let deployment = try TestDeployment { $0.capacity = 40 }
        deployment.link()
        let clients = try (0..<40).map { _ in
            let client = TestClient(deployment)
            try client.register(ticket: deployment.addTicket())
            try client.openSession()
            return client
        }
        deployment.closeRound()
        for client in clients { _ = client.received }
        try Self.round(deployment, clients)
        #expect(clients.count { deployment.records[$0.connection] != nil } == 32)
        #expect(deployment.records[clients[0].connection] != nil)
        try Self.round(deployment, clients)
        #expect(clients.allSatisfy { deployment.records[$0.connection]?.count == 1 })
    }

    @Test func aRecordLostWithTheLinkIsAskedForAgain() throws {
        let deployment = try TestDeployment()
        deployment.link()
        let alice = try TestClient.joined(deployment)
        deployment.changeToHelper = { message in
            if case .readRecord = message { [] } else { [message] }
        }
        try Self.round(deployment, [alice])
        #expect(deployment.records[alice.connection] == nil)
        deployment.unlink()
        deployment.changeToHelper = { [$0] }
        deployment.link()
        deployment.closeRound()
        _ = alice.received
        try Self.round(deployment, [alice])
        #expect(deployment.records[alice.connection]?.count == 1)
    }
}
