import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import NIOSSL
import Wire

/// Keeps the leader connected to its helper: connects, and connects again after a while.
final class HelperConnector: Sendable {
    private static let shortestPauseMilliseconds: Int64 = 200
    private static let longestPauseMilliseconds: Int64 = 5_000

    private struct State {
        var pauseMilliseconds = HelperConnector.shortestPauseMilliseconds
        var isStopped = false
    }

    private let address: HostAndPort
    private let pin: [UInt8]
    private let tls: PinnedTLS
    private let host: LeaderHost
    private let group: MultiThreadedEventLoopGroup
    private let state = NIOLockedValueBox(State())

    init(
        _ helper: OperatorPublic, tls: PinnedTLS, host: LeaderHost,
        group: MultiThreadedEventLoopGroup
    ) throws {
        address = try HostAndPort(helper.address)
        pin = helper.certificateSHA256
        self.tls = tls
        self.host = host
        self.group = group
    }

    func start() { connect() }

    func stop() { state.withLockedValue { $0.isStopped = true } }

    private func connect() {
        guard !state.withLockedValue(\.isStopped) else { return }
        ClientBootstrap(group: group)
            .connectTimeout(.seconds(10))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try self.addHandlers(channel) }
            }
            .connect(host: address.host, port: address.port)
            .whenComplete { result in
                switch result {
                case .success(let channel):
                    channel.closeFuture.whenComplete { _ in self.connectLater() }
                case .failure: self.connectLater()
                }
            }
    }

    private func addHandlers(_ channel: any Channel) throws {
        let host = host
        let state = state
        let handler = MessageHandler(
            opened: { channel in
                state.withLockedValue { $0.pauseMilliseconds = Self.shortestPauseMilliseconds }
                host.helperConnected(channel)
            },
            received: { host.helperMessage($0, $1) },
            closed: { host.helperDisconnected($0) })
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(try tls.clientHandler(pin: pin))
        try pipeline.addHandler(
            ByteToMessageHandler(LengthPrefix.Decoder(limit: LinkMessage.maximumByteCount)))
        try pipeline.addHandler(handler)
    }

    /// The pause doubles with each failure, and a part of it is drawn at random.
    private func connectLater() {
        guard !state.withLockedValue(\.isStopped) else { return }
        let pause = state.withLockedValue { state in
            defer {
                state.pauseMilliseconds = min(
                    2 * state.pauseMilliseconds, Self.longestPauseMilliseconds)
            }
            return state.pauseMilliseconds
        }
        let delay = pause / 2 + Int64.random(in: 0...pause / 2)
        _ = group.next().scheduleTask(in: .milliseconds(delay)) { self.connect() }
    }
}
