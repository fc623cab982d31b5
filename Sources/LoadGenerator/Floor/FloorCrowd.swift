import NIOCore
import NIOPosix
import NIOSSL

/// All clients of a measurement of the floor, on one event loop.
final class FloorCrowd: Sendable {
    /// A client's connection: counts the bytes of answers.
    private final class Client: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        let crowd: State
        var missing = 0
        var channel: (any Channel)?

        init(_ crowd: State) { self.crowd = crowd }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            missing -= unwrapInboundIn(data).readableBytes
            if missing == 0 { crowd.answered() }
        }
    }

    private final class State {
        var clients: [Client] = []
        var unanswered = 0
        var allAnswered: EventLoopPromise<Void>?

        func answered() {
            unanswered -= 1
            if unanswered == 0 { allAnswered?.succeed() }
        }
    }

    private static let stepMilliseconds: Int64 = 4

    private let clientCount: Int
    private let roundMilliseconds: Int64
    private let sizes: FloorSizes
    private let tls: NIOSSLContext?
    private let port: Int
    private let loop: any EventLoop
    private let state: NIOLoopBoundBox<State>

    init(
        clients: Int, roundMilliseconds: Int, tls: NIOSSLContext?, port: Int, on loop: any EventLoop
    ) {
        clientCount = clients
        self.roundMilliseconds = Int64(roundMilliseconds)
        sizes = FloorSizes(clients: clients)
        self.tls = tls
        self.port = port
        self.loop = loop
        state = .makeBoxSendingValue(State(), eventLoop: loop)
    }

    func connect() async throws {
        for _ in 0..<clientCount {
            try await ClientBootstrap(group: loop)
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture { try self.add(channel) }
                }
                .connect(host: "127.0.0.1", port: port)
                .map { _ in }.get()
        }
    }

    private func add(_ channel: any Channel) throws {
        let client = Client(state.value)
        client.channel = channel
        state.value.clients.append(client)
        let pipeline = channel.pipeline.syncOperations
        if let tls {
            try pipeline.addHandler(NIOSSLClientHandler(context: tls, serverHostname: nil))
        }
        try pipeline.addHandler(client)
    }

    /// Each client sends its frame between a tenth and three tenths of the period and has its answer
    /// before the next round begins.
    func playRound() async throws {
        let begun = Clock.unixMilliseconds()
        let answered = try await loop.submit { [self] in
            let promise = loop.makePromise(of: Void.self)
            state.value.allAnswered = promise
            state.value.unanswered = clientCount
            for client in state.value.clients { client.missing += sizes.down }
            send(from: 0, begun: begun)
            return promise.futureResult
        }.get()
        try await answered.get()
        let left = max(0, begun + roundMilliseconds - Clock.unixMilliseconds())
        try await loop.scheduleTask(in: .milliseconds(left)) {}.futureResult.get()
    }

    /// Sends what is due, and again after a few milliseconds.
    private func send(from first: Int, begun: Int64) {
        let begin = roundMilliseconds / 10
        let length = max(1, roundMilliseconds / 5)
        let passed = Clock.unixMilliseconds() - begun - begin
        let due = Int(min(Int64(clientCount), max(0, Int64(clientCount) * passed / length)))
        if first < due {
            let frame = ByteBuffer(repeating: 0x5A, count: sizes.up)
            for client in state.value.clients[first..<due] {
                client.channel?.writeAndFlush(frame, promise: nil)
            }
        }
        let next = max(first, due)
        guard next < clientCount else { return }
        loop.scheduleTask(in: .milliseconds(Self.stepMilliseconds)) {
            self.send(from: next, begun: begun)
        }
    }

    func close() async {
        try? await loop.submit {
            for client in self.state.value.clients { client.channel?.close(promise: nil) }
        }.get()
    }
}
