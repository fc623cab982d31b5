import Foundation
import ServerTestSupport
import Wire

/// An account and its connection to a real leader.
final class TestMember {
    let client: ProtocolClient
    private(set) var socket: SocketClient

    init(_ descriptor: DeploymentDescriptor) async throws {
        client = ProtocolClient(descriptor)
        socket = try await Self.connect(descriptor)
    }

    var parameters: DeploymentParameters { client.descriptor.parameters }

    /// A server that was just started, or killed, takes a moment.
    private static func connect(_ descriptor: DeploymentDescriptor) async throws -> SocketClient {
        for _ in 0..<100 {
            if let socket = try? await SocketClient(descriptor.leader) { return socket }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw TestFailure("the leader cannot be reached")
    }

    func reconnect() async throws {
        socket.close()
        client.session = nil
        socket = try await Self.connect(client.descriptor)
    }

    /// Asks until the helper is there.
    private func ask(_ message: ClientMessage) async throws -> LeaderMessage {
        for _ in 0..<100 {
            socket.send(message)
            let reply = try await socket.receive()
            guard let reply else { throw TestFailure("the connection was closed") }
            guard reply == .refused(.helperUnavailable) else { return reply }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw TestFailure("the helper cannot be reached")
    }

    func register(_ link: JoinLink) async throws {
        let reply = try await ask(.register(try client.registration(link.ticket)))
        guard case .registered(let slot, let generation) = reply else {
            throw TestFailure("not registered: \(reply)")
        }
        client.slot = slot
        client.generation = generation
    }

    func openSession() async throws {
        let hello = ClientMessage.hello(
            version: ClientMessage.protocolVersion, descriptorDigest: client.descriptor.digest)
        let challenge = try await ask(hello)
        guard case .challenge(let leaderNonce, let helperNonce, _) = challenge else {
            throw TestFailure("no challenge: \(challenge)")
        }
        let prepared = try client.prepareOpening(
            leaderNonce: leaderNonce, helperNonce: helperNonce)
        socket.send(.open(prepared.opening))
        guard case .opened(let opened)? = try await socket.receive() else {
            throw TestFailure("not opened")
        }
        try client.take(opened, prepared)
    }

    private static func now() -> Int64 { Int64(Date().timeIntervalSince1970 * 1_000) }

    var nextRound: Round { Round(at: Self.now(), parameters).next }

    /// Waits for a round's sending point and sends a frame.
    func send(
        round: Round, cell: [UInt8]? = nil, reading targets: [Int]
    ) async throws {
        let frame = try client.frame(round: round, cell: cell, reading: targets)
        let point =
            round.start(parameters)
            + Int64(RoundSchedule(parameters).sendingMilliseconds.lowerBound)
        let wait = point - Self.now()
        if wait > 0 { try await Task.sleep(for: .milliseconds(wait)) }
        socket.send(.frame(frame.encoded))
    }

    /// What came for a round; messages of earlier rounds are passed over.
    func receive(round: Round) async throws -> LeaderMessage? {
        while let message = try await socket.receive() {
            switch message {
            case .missed(let missed) where missed < round: continue
            case .answer(let bytes):
                if try RoundAnswer(bytes[...], client.layout).round < round { continue }
                return message
            default: return message
            }
        }
        return nil
    }

    /// The records that were read in a round, or nil if it was missed.
    func records(round: Round) async throws -> [[UInt8]]? {
        switch try await receive(round: round) {
        case .answer(let bytes): return try client.open(try RoundAnswer(bytes[...], client.layout))
        case .missed: return nil
        case let other: throw TestFailure("no answer: \(String(describing: other))")
        }
    }
}
