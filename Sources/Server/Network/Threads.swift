import NIOCore
import NIOPosix

/// A server's threads: one for its engine, the others for connections.
struct Threads: Sendable {
    let engine: MultiThreadedEventLoopGroup
    let connections: MultiThreadedEventLoopGroup

    init() {
        engine = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        connections = MultiThreadedEventLoopGroup(numberOfThreads: System.coreCount)
    }

    func shutDown() async {
        try? await connections.shutdownGracefully()
        try? await engine.shutdownGracefully()
    }
}
