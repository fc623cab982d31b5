import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import NIOSSL
import ServerCore
import Wire

/// Accepts clients and passes their messages to the leader's engine.
struct ClientListener: Sendable {
    /// Connections beyond the deployment's capacity: newcomers and those who reconnect.
    private static let spareConnections = 2_048

    let host: LeaderHost
    let tls: PinnedTLS
    let parameters: DeploymentParameters
    private let layout: FrameLayout
    private let nextConnection = NIOLockedValueBox<UInt64>(1)
    private let connectionCount = NIOLockedValueBox(0)

    init(_ host: LeaderHost, tls: PinnedTLS, _ parameters: DeploymentParameters) {
        self.host = host
        self.tls = tls
        self.parameters = parameters
        layout = FrameLayout(parameters)
    }

    func listen(
        on address: HostAndPort, _ group: MultiThreadedEventLoopGroup
    ) async throws -> any Channel {
        try await Listener.bind(address, on: group) { channel in
            channel.eventLoop.makeCompletedFuture { try initialize(channel) }
        }
    }

    private func initialize(_ channel: any Channel) throws {
        let count = connectionCount.withLockedValue { count in
            count += 1
            return count
        }
        channel.closeFuture.whenComplete { [connectionCount] _ in
            connectionCount.withLockedValue { $0 -= 1 }
        }
        guard count <= parameters.capacity + Self.spareConnections else {
            return channel.close(promise: nil)
        }
        // Room for the answers of a few rounds; who reads slower is dropped.
        let answer = layout.retrievedByteCount(Round(rawValue: 0)) + layout.bellTableByteCount
        _ = channel.setOption(
            .writeBufferWaterMark, value: .init(low: answer, high: 4 * answer + 65_536))
        try addHandlers(channel)
    }

    private func addHandlers(_ channel: any Channel) throws {
        let connection = ConnectionID(
            rawValue: nextConnection.withLockedValue { number in
                defer { number += 1 }
                return number
            })
        let queue = ClientQueue(connection)
        let host = host
        let events = ClientHandler.Events(
            opened: { host.clientConnected(connection, $0) },
            received: { message in
                guard queue.enter() else { return false }
                host.clientMessage(queue, message)
                return true
            },
            closed: { host.clientDisconnected(connection) })
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(tls.serverHandler())
        try pipeline.addHandler(
            ClientHandler(
                limit: ClientMessage.maximumByteCount(layout), idleTime: idleTime, events: events))
    }

    /// A session's client sends a frame each round; others have a minute.
    private var idleTime: TimeAmount {
        .milliseconds(max(60_000, 5 * Int64(parameters.roundMilliseconds)))
    }
}
