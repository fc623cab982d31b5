import Crypto
import FoundationEssentials
import PrivateRetrieval
import Testing
import Wire

import struct ServerCore.ConnectionID

/// A client of the protocol alone: it registers, opens sessions, writes cells and reads slots.
final class TestClient {
    struct Session {
        var number: UInt64
        var leader: SessionKeys
        var helper: SessionKeys
    }

    let deployment: TestDeployment
    var key = Curve25519.Signing.PrivateKey()
    var slot: UInt32 = 0
    var generation: UInt32 = 0
    var connection: ConnectionID
    var session: Session?
    /// What the last frame asked for, by query.
    private(set) var targets: [Int] = []

    init(_ deployment: TestDeployment) {
        self.deployment = deployment
        connection = deployment.connect()
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
        session = nil
    }

    func register(ticket: [UInt8]) throws {
        deployment.send(.register(try registration(ticket)), on: connection)
        guard case .registered(let slot, let generation)? = received.last else {
            throw TestFailure("not registered")
        }
        self.slot = slot
        self.generation = generation
    }

    func registration(_ ticket: [UInt8]) throws -> Registration {
        try Registration(
            ticket: ticket, accountKey: key,
            descriptorDigest: deployment.deployment.descriptor.digest)
    }

    func hello() throws -> (leaderNonce: [UInt8], helperNonce: [UInt8]) {
        deployment.send(
            .hello(
                version: ClientMessage.protocolVersion,
                descriptorDigest: deployment.deployment.descriptor.digest),
            on: connection)
        guard case .challenge(let leaderNonce, let helperNonce, _)? = received.last else {
            throw TestFailure("no challenge")
        }
        return (leaderNonce, helperNonce)
    }

    struct PreparedOpening {
        var opening: SessionOpening
        var ephemeral: XWingMLKEM768X25519.PrivateKey
        var leaderSecret: SymmetricKey
        var helperSecret: SymmetricKey
        var transcript: SessionTranscript
    }

    func prepareOpening(leaderNonce: [UInt8], helperNonce: [UInt8]) throws -> PreparedOpening {
        let descriptor = deployment.deployment.descriptor
        let ephemeral = try XWingMLKEM768X25519.PrivateKey.generate()
        let leader = try XWingMLKEM768X25519.PublicKey(
            rawRepresentation: Data(descriptor.leader.kemKey)).encapsulate()
        let helper = try XWingMLKEM768X25519.PublicKey(
            rawRepresentation: Data(descriptor.helper.kemKey)).encapsulate()
        var opening = SessionOpening(
            slot: slot, generation: generation,
            ephemeralKey: Array(ephemeral.publicKey.rawRepresentation),
            leaderEncapsulation: Array(leader.encapsulated),
            helperEncapsulation: Array(helper.encapsulated))
        let transcript = SessionTranscript(
            descriptorDigest: descriptor.digest, leaderNonce: leaderNonce,
            helperNonce: helperNonce, opening: opening)
        opening.signature = try transcript.sign(with: key)
        return PreparedOpening(
            opening: opening, ephemeral: ephemeral, leaderSecret: leader.sharedSecret,
            helperSecret: helper.sharedSecret, transcript: transcript)
    }

    func openSession() throws {
        let nonces = try hello()
        let prepared = try prepareOpening(
            leaderNonce: nonces.leaderNonce, helperNonce: nonces.helperNonce)
        deployment.send(.open(prepared.opening), on: connection)
        guard case .opened(let opened)? = received.last else { throw TestFailure("not opened") }
        try take(opened, prepared)
    }

    func take(_ opened: SessionOpened, _ prepared: PreparedOpening) throws {
        func keys(
            _ role: ServerRole, _ secret: SymmetricKey, _ half: SessionOpened.Half
        ) throws -> SessionKeys {
            let keys = SessionKeys(
                role: role, staticSecret: secret,
                ephemeralSecret: try prepared.ephemeral.decapsulate(Data(half.encapsulation)),
                transcript: prepared.transcript, returnEncapsulation: half.encapsulation)
            #expect(keys.confirmation(prepared.transcript) == half.confirmation)
            return keys
        }
        session = Session(
            number: opened.session,
            leader: try keys(.leader, prepared.leaderSecret, opened.leader),
            helper: try keys(.helper, prepared.helperSecret, opened.helper))
    }

    // MARK: Rounds

    func frame(
        round: Round, cell: [UInt8]? = nil, bell: [UInt8]? = nil, reading targets: [Int],
        knock: (place: Int, record: [UInt8], reading: Int)? = nil
    ) throws -> ClientFrame {
        self.targets = targets
        let parameters = deployment.parameters
        let queries = try targets.enumerated().map { index, target in
            try words(.cells, round: round, query: index, target: target)
        }
        var part: ClientFrame.Knock?
        if round.isKnockRound(parameters) {
            part = ClientFrame.Knock(
                place: UInt32(knock?.place ?? 0),
                record: knock?.record ?? noise(DeploymentParameters.knockByteCount),
                query: try words(
                    .knocks, round: round, query: 0, target: knock?.reading ?? 0))
        }
        var frame = ClientFrame(
            round: round, cell: cell ?? noise(1_024), bell: bell ?? noise(16), queries: queries,
            knock: part)
        let session = try #require(session)
        frame.helperTag = session.helper.frameTag(
            session: session.number, slot: slot, frameContent: frame.content)
        return frame
    }

    private func words(
        _ lane: Lane, round: Round, query: Int, target: Int
    ) throws -> [UInt8] {
        let session = try #require(session)
        let leader = session.leader.querySecrets(lane: lane, round: round, query: query)
        let helper = session.helper.querySecrets(lane: lane, round: round, query: query)
        return try DPF.correctionWords(
            target: target, records: lane.recordCount(deployment.parameters),
            leaderRoot: try QueryRoot(leader.root), helperRoot: try QueryRoot(helper.root),
            tweak: try RoundTweak(
                RoundConstant.derive(
                    descriptorDigest: deployment.deployment.descriptor.digest, lane: lane,
                    round: round)))
    }

    func send(_ frame: ClientFrame) { deployment.send(.frame(frame.encoded), on: connection) }

    /// The records of an answer, pads removed: R cells and, in knock rounds, one of the board.
    func open(_ answer: RoundAnswer) throws -> [[UInt8]] {
        let session = try #require(session)
        var records: [[UInt8]] = []
        var rest = answer.retrieved[...]
        func take(_ lane: Lane, _ query: Int) throws {
            var record = Array(rest.prefix(lane.recordByteCount))
            rest = rest.dropFirst(lane.recordByteCount)
            for keys in [session.leader, session.helper] {
                let secrets = keys.querySecrets(lane: lane, round: answer.round, query: query)
                try Pad.apply(key: secrets.padKey, to: &record)
            }
            records.append(record)
        }
        for query in 0..<deployment.parameters.readsPerRound { try take(.cells, query) }
        if answer.round.isKnockRound(deployment.parameters) { try take(.knocks, 0) }
        return records
    }

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

func noise(_ count: Int) -> [UInt8] { (0..<count).map { _ in .random(in: .min ... .max) } }

struct TestFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
