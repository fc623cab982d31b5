import Crypto
package import NIOCore
import NIOPosix
import NIOSSL
import Wire

/// A connection to the leader: TLS 1.3 with the certificate that the deployment names, directly
/// or through a proxy, and messages behind their length.
package final class LeaderConnection: Sendable {
    package enum Event: Sendable {
        /// Type and body. Call ``LeaderConnection/handledMessage()`` when it is dealt with.
        case message([UInt8])
        case closed
    }

    private static let connectTimeout = TimeAmount.seconds(10)
    private static let handshakeTimeout = TimeAmount.seconds(20)

    private let channel: any Channel
    private let handler: NIOLoopBound<ConnectionHandler>

    private init(channel: any Channel, handler: NIOLoopBound<ConnectionHandler>) {
        self.channel = channel
        self.handler = handler
    }

    // MARK: Use

    /// Sends a message of the handshake.
    package func send(_ message: [UInt8]) {
        channel.writeAndFlush(Self.framed(message), promise: nil)
    }

    /// Sends a round's frame in one piece, or not at all: on a line that is blocked it would only
    /// arrive outside of its round.
    ///
    /// To be called on the channel's event loop.
    /// - Returns: whether it was sent.
    func sendFrame(_ frame: [UInt8]) -> Bool {
        guard channel.isActive, channel.isWritable else { return false }
        channel.writeAndFlush(Self.framed(ClientMessage.frame(frame).encoded), promise: nil)
        return true
    }

    package func handledMessage() {
        channel.eventLoop.execute { [handler] in handler.value.handledMessage() }
    }

    /// Ends a stream of events after a while, for those who wait for one answer.
    package func finish(
        _ events: AsyncStream<Event>.Continuation, after time: TimeAmount
    ) -> Scheduled<Void> {
        channel.eventLoop.scheduleTask(in: time) { events.finish() }
    }

    var isOpen: Bool { channel.isActive }

    package func close() { channel.close(promise: nil) }

    private static func framed(_ message: [UInt8]) -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: 4 + message.count)
        buffer.writeInteger(UInt32(message.count))
        buffer.writeBytes(message)
        return buffer
    }

    // MARK: Connecting

    /// - Parameters:
    ///   - loop: everything of this connection happens there.
    ///   - onHeard: called on that loop whenever the leader says something.
    ///   - onEvent: called on that loop.
    /// - Throws: ``LeaderUnreachable``.
    package static func connect(
        to leader: LeaderAddress, proxy: ProxyAddress?, on loop: any EventLoop,
        onHeard: @escaping @Sendable () -> Void = {},
        onEvent: @escaping @Sendable (Event) -> Void
    ) async throws -> LeaderConnection {
        let first = proxy?.address ?? leader.address
        let place = "the \(proxy == nil ? "leader" : "proxy") at \(first)"
        do {
            let channel = try await ClientBootstrap(group: loop)
                .connectTimeout(connectTimeout)
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .channelOption(.socketOption(.so_keepalive), value: 1)
                .connect(host: first.host, port: first.port).get()
            do {
                return try await open(
                    channel, leader: leader, proxy: proxy, onHeard: onHeard, onEvent: onEvent)
            } catch {
                try? await channel.close()
                throw error
            }
        } catch {
            throw LeaderUnreachable(error, place: place)
        }
    }

    private static func open(
        _ channel: any Channel, leader: LeaderAddress, proxy: ProxyAddress?,
        onHeard: @escaping @Sendable () -> Void,
        onEvent: @escaping @Sendable (Event) -> Void
    ) async throws -> LeaderConnection {
        let loop = channel.eventLoop
        let deadline = loop.scheduleTask(in: handshakeTimeout) {
            channel.pipeline.fireErrorCaught(ConnectionTimeout())
        }
        defer { deadline.cancel() }
        if let proxy {
            try await loop.flatSubmit { tunnel(channel, to: leader.address, through: proxy) }.get()
        }
        return try await loop.flatSubmit {
            secure(
                channel, certificateSHA256: leader.certificateSHA256, onHeard: onHeard,
                onEvent: onEvent)
        }.get()
    }

    private static func tunnel(
        _ channel: any Channel, to target: HostAndPort, through proxy: ProxyAddress
    ) -> EventLoopFuture<Void> {
        let done = channel.eventLoop.makePromise(of: Void.self)
        let handshake: any ProxyHandshake =
            switch proxy.kind {
            case .socks5: Socks5Handshake(target: target, credentials: proxy.credentials)
            case .http: HTTPConnectHandshake(target: target, credentials: proxy.credentials)
            }
        let handler = ProxyHandler(handshake, done: done)
        do {
            try channel.pipeline.syncOperations.addHandler(handler)
        } catch {
            done.fail(error)
        }
        let bound = NIOLoopBound(handler, eventLoop: channel.eventLoop)
        return done.futureResult.flatMap {
            channel.pipeline.syncOperations.removeHandler(bound.value)
        }
    }

    private static func secure(
        _ channel: any Channel, certificateSHA256: [UInt8],
        onHeard: @escaping @Sendable () -> Void,
        onEvent: @escaping @Sendable (Event) -> Void
    ) -> EventLoopFuture<LeaderConnection> {
        let secured = channel.eventLoop.makePromise(of: Void.self)
        let handler = ConnectionHandler(
            secured: secured, onHeard: onHeard, onEvent: onEvent)
        do {
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.minimumTLSVersion = .tlsv13
            // The certificate itself is what is checked, below, not the name in it.
            configuration.certificateVerification = .noHostnameVerification
            let tls = try NIOSSLClientHandler(
                context: NIOSSLContext(configuration: configuration), serverHostname: nil,
                customVerificationCallback: { chain, promise in
                    do {
                        promise.succeed(
                            try verify(chain, certificateSHA256: certificateSHA256))
                    } catch {
                        // First, since TLS says only that something failed.
                        secured.fail(error)
                        promise.fail(error)
                    }
                })
            try channel.pipeline.syncOperations.addHandlers([
                tls,
                ByteToMessageHandler(
                    MessageDecoder(maximumByteCount: LeaderMessage.maximumByteCount)),
                handler,
            ])
        } catch {
            secured.fail(error)
        }
        let connection = LeaderConnection(
            channel: channel, handler: NIOLoopBound(handler, eventLoop: channel.eventLoop))
        return secured.futureResult.map { connection }
    }

    /// The deployment names the certificate itself: who issued it and until when does not matter.
    private static func verify(
        _ chain: [NIOSSLCertificate], certificateSHA256: [UInt8]
    ) throws -> NIOSSLVerificationResult {
        guard let certificate = chain.first,
            Array(SHA256.hash(data: try certificate.toDERBytes())) == certificateSHA256
        else { throw WrongCertificate() }
        return .certificateVerified
    }
}
