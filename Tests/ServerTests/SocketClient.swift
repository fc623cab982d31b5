import Crypto
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS
import ServerTestSupport
import Wire

/// A client over a real connection: TLS 1.3 with the leader's certificate pinned.
final class SocketClient: Sendable {
    private let channel: any Channel
    private let inbox: NIOLockedValueBox<Inbox>

    private struct Inbox {
        var messages: [LeaderMessage] = []
        var records: (leader: VouchedRecord, helper: VouchedRecord)?
        var isClosed = false
    }

    /// - Parameter directory: A server whose certificate is shown; none is by default.
    init(_ leader: OperatorPublic, as directory: String? = nil) async throws {
        let inbox = NIOLockedValueBox(Inbox())
        self.inbox = inbox
        let address = try HostAndPort(leader.address)
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv13
        configuration.certificateVerification = .noHostnameVerification
        if let directory {
            let chain = try NIOSSLCertificate.fromPEMFile(directory + "/tls.crt")
            configuration.certificateChain = chain.map { .certificate($0) }
            configuration.privateKey = .privateKey(
                try NIOSSLPrivateKey(file: directory + "/tls.key", format: .pem))
        }
        let context = try NIOSSLContext(configuration: configuration)
        let pin = leader.certificateSHA256
        let ready = MultiThreadedEventLoopGroup.singleton.next().makePromise(of: Void.self)
        channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let tls = try NIOSSLClientHandler(context: context, serverHostname: nil) {
                        certificates, promise in
                        let digest = certificates.first.flatMap { try? $0.toDERBytes() }
                            .map { Array(SHA256.hash(data: $0)) }
                        promise.succeed(digest == pin ? .certificateVerified : .failed)
                    }
                    try channel.pipeline.syncOperations.addHandler(tls)
                    try channel.pipeline.syncOperations.addHandler(
                        Collector(inbox, ready: ready))
                }
            }
            .connect(host: address.host, port: address.port).get()
        try await ready.futureResult.get()
    }

    /// Takes messages out of the bytes.
    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        struct Closed: Error {}

        private let inbox: NIOLockedValueBox<Inbox>
        private let ready: EventLoopPromise<Void>
        private var rest = ByteBuffer()

        init(_ inbox: NIOLockedValueBox<Inbox>, ready: EventLoopPromise<Void>) {
            self.inbox = inbox
            self.ready = ready
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case TLSUserEvent.handshakeCompleted = event { ready.succeed() }
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            var buffer = unwrapInboundIn(data)
            rest.writeBuffer(&buffer)
            while let length = rest.getInteger(at: rest.readerIndex, as: UInt32.self),
                rest.readableBytes >= 4 + Int(length)
            {
                rest.moveReaderIndex(forwardBy: 4)
                let bytes = rest.readBytes(length: Int(length)) ?? []
                guard let message = try? LeaderMessage(bytes) else { continue }
                inbox.withLockedValue {
                    // Comes once a session, between rounds.
                    if case .records(let leader, let helper) = message {
                        $0.records = (leader, helper)
                    } else {
                        $0.messages.append(message)
                    }
                }
            }
        }

        func channelInactive(context: ChannelHandlerContext) {
            ready.fail(Closed())
            inbox.withLockedValue { $0.isClosed = true }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            ready.fail(error)
            context.close(promise: nil)
        }
    }

    func send(_ message: ClientMessage) { send(bytes: message.encoded) }

    func send(bytes: [UInt8]) {
        var buffer = ByteBuffer()
        buffer.writeInteger(UInt32(bytes.count))
        buffer.writeBytes(bytes)
        send(raw: buffer)
    }

    func send(raw buffer: ByteBuffer) { channel.writeAndFlush(buffer, promise: nil) }

    func close() { channel.close(promise: nil) }

    /// What both servers said that they hold about this client's slot.
    var records: (leader: VouchedRecord, helper: VouchedRecord)? {
        inbox.withLockedValue(\.records)
    }

    /// The next message, or nil when the connection is over.
    func receive() async throws -> LeaderMessage? {
        for _ in 0..<4_000 {
            let (message, isClosed) = inbox.withLockedValue { inbox in
                (inbox.messages.isEmpty ? nil : inbox.messages.removeFirst(), inbox.isClosed)
            }
            if let message { return message }
            if isClosed { return nil }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw TestFailure("nothing came within 20 seconds")
    }
}
