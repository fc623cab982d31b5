import Crypto
import ServerTestSupport
import Wire

import struct ServerCore.ConnectionID

/// A client of a ``TestDeployment``: it registers, opens sessions, writes cells and reads slots.
@dynamicMemberLookup
final class TestClient {
    let deployment: TestDeployment
    private let client: ProtocolClient
    var connection: ConnectionID

    init(_ deployment: TestDeployment) {
        self.deployment = deployment
        client = ProtocolClient(deployment.deployment.descriptor)
        connection = deployment.connect()
    }

    subscript<Value>(dynamicMember path: ReferenceWritableKeyPath<ProtocolClient, Value>) -> Value {
        get { client[keyPath: path] }
        set { client[keyPath: path] = newValue }
    }

    /// A registered client with a session.
    static func joined(_ deployment: TestDeployment) throws -> TestClient {
        let client = TestClient(deployment)
        try client.register(ticket: deployment.addTicket())
        try client.openSession()
        // The round under way began without this client.
        deployment.closeRound()
        _ = client.received
        return client
    }

    var received: [LeaderMessage] { deployment.take(connection) }

    func reconnect() {
        connection = deployment.connect()
        client.session = nil
    }

    func register(ticket: [UInt8]) throws {
        deployment.send(.register(try client.registration(ticket)), on: connection)
        guard case .registered(let slot, let generation)? = received.last else {
            throw TestFailure("not registered")
        }
        client.slot = slot
        client.generation = generation
    }

    func registration(_ ticket: [UInt8]) throws -> Registration { try client.registration(ticket) }

    func hello() throws -> (leaderNonce: [UInt8], helperNonce: [UInt8]) {
        deployment.send(
            .hello(
                version: ClientMessage.protocolVersion, descriptorDigest: client.descriptor.digest),
            on: connection)
        guard case .challenge(let leaderNonce, let helperNonce, _)? = received.last else {
            throw TestFailure("no challenge")
        }
        return (leaderNonce, helperNonce)
    }

    func prepareOpening(
        leaderNonce: [UInt8], helperNonce: [UInt8]
    ) throws -> ProtocolClient.PreparedOpening {
        try client.prepareOpening(leaderNonce: leaderNonce, helperNonce: helperNonce)
    }

    func openSession() throws {
        let nonces = try hello()
        let prepared = try prepareOpening(
            leaderNonce: nonces.leaderNonce, helperNonce: nonces.helperNonce)
        deployment.send(.open(prepared.opening), on: connection)
        guard case .opened(let opened)? = received.last else { throw TestFailure("not opened") }
        try client.take(opened, prepared)
    }

    // MARK: Rounds

    func frame(
        round: Round, cell: [UInt8]? = nil, bell: [UInt8]? = nil, reading targets: [Int],
        knock: (place: Int, record: [UInt8], reading: Int)? = nil
    ) throws -> ClientFrame {
        try client.frame(round: round, cell: cell, bell: bell, reading: targets, knock: knock)
    }

    func send(_ frame: ClientFrame) { deployment.send(.frame(frame.encoded), on: connection) }

    func open(_ answer: RoundAnswer) throws -> [[UInt8]] { try client.open(answer) }

    /// The answer among the messages that came, which must be exactly one.
    func answer() throws -> RoundAnswer {
        let messages = received
        guard messages.count == 1, case .answer(let bytes) = messages[0] else {
            throw TestFailure("expected one answer, got \(messages.map(Self.describe))")
        }
        return try RoundAnswer(bytes[...], deployment.layout)
    }

    static func describe(_ message: LeaderMessage) -> String {
        switch message {
        case .answer: "answer"
        case .missed: "missed"
        case .refused(let code): "refused(\(code))"
        default: "other"
        }
    }
}
