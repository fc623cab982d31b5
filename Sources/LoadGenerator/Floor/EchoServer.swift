import NIOCore
import NIOPosix
import NIOSSL

/// ``EchoHandler`` behind everything, on as many event loops as a leader has.
struct EchoServer {
    /// The connections of one event loop.
    private final class Clients {
        var handlers: [EchoHandler] = []
        let answer: ByteBuffer

        init(_ sizes: FloorSizes) { answer = ByteBuffer(repeating: 0xA5, count: sizes.down) }

        func answerAll() {
            for handler in handlers { handler.send(answer) }
        }
    }

    private let sizes: FloorSizes
    private let group: MultiThreadedEventLoopGroup
    private let tls: NIOSSLContext?
    private let gate: RoundGate

    init(clients: Int, sizes: FloorSizes, loops: Int, isEncrypted: Bool) throws {
        self.sizes = sizes
        group = MultiThreadedEventLoopGroup(numberOfThreads: loops)
        tls = isEncrypted ? try FloorIdentity.make() : nil
        gate = RoundGate(clients: clients)
    }

    /// Runs until it is killed.
    func run(port: Int) async throws {
        var byLoop: [ObjectIdentifier: NIOLoopBound<Clients>] = [:]
        for loop in group.makeIterator() {
            let clients = try await loop.submit { [sizes] in
                NIOLoopBound(Clients(sizes), eventLoop: loop)
            }.get()
            gate.add(loop) { clients.value.answerAll() }
            byLoop[ObjectIdentifier(loop)] = clients
        }
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1_024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { [sizes, tls, gate, byLoop] channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = EchoHandler(frameByteCount: sizes.up, gate: gate)
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
                    try pipeline.addHandler(handler)
                    byLoop[ObjectIdentifier(channel.eventLoop)]?.value.handlers.append(handler)
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
        print("ready")
        Progress.flush()
        try await channel.closeFuture.get()
    }
}
