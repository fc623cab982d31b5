import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import NIOSSL
import Wire

/// Accepts the leader, which shows the certificate that the deployment names, and nobody else.
struct LeaderListener: Sendable {
    /// Connections that have not shown a certificate yet, and the leader's.
    private static let connectionLimit = 64

    let host: HelperHost
    let tls: PinnedTLS
    let leaderPin: [UInt8]
    private let connectionCount = NIOLockedValueBox(0)

    init(_ host: HelperHost, tls: PinnedTLS, leaderPin: [UInt8]) {
        self.host = host
        self.tls = tls
        self.leaderPin = leaderPin
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
        guard count <= Self.connectionLimit else { return channel.close(promise: nil) }
        let host = host
        let isKnown = NIOLockedValueBox(false)
        let handler = MessageHandler(
            opened: { channel in
                isKnown.withLockedValue { $0 = true }
                host.leaderConnected(channel)
            },
            received: { host.leaderMessage($0, $1) },
            closed: { host.leaderDisconnected($0) })
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(tls.serverHandler(pin: leaderPin))
        try pipeline.addHandler(
            ByteToMessageHandler(LengthPrefix.Decoder(limit: LinkMessage.maximumByteCount)))
        try pipeline.addHandler(handler)
        // Who has not shown the right certificate by then is no leader.
        channel.eventLoop.scheduleTask(in: .seconds(15)) {
            if !isKnown.withLockedValue(\.self) { channel.close(promise: nil) }
        }
    }
}
