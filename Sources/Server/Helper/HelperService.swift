package import Logging
import NIOCore
import NIOPosix
import PrivateRetrieval
import ServerCore
import ServiceLifecycle
import Wire

/// A helper that runs until it is told to stop.
package struct HelperService: Service {
    private let setup: ServerSetup

    /// Reads and checks what the server needs to run; listens to nothing yet.
    ///
    /// - Parameter packedByteLimit: Memory for planes that stay packed between their rounds.
    package init(
        _ directory: ServerDirectory, packedByteLimit: Int? = nil, logger: Logger,
        ready: @escaping @Sendable () -> Void
    ) throws {
        setup = try ServerSetup(
            .helper, directory, packedByteLimit: packedByteLimit, logger: logger, ready: ready)
    }

    package func run() async throws {
        let threads = Threads()
        let counters = ServerCounters()
        let storage = try setup.openStorage(counters)
        let snapshots = storage.planes.snapshots
        let engine = try HelperEngine(
            identity: try setup.identity(), accounts: storage.accounts, planes: storage.planes,
            marks: storage.marks, retrieval: try RetrievalEngine(cores: Processors.count),
            packedByteLimit: setup.packedByteLimit)
        let host = HelperHost(
            engine, on: threads.engine.next(), log: ServerLog(setup.logger, counters))
        let operations = try setup.operations(snapshots, counters, engineLoop: host.loop) {
            await host.clientCount()
        }
        let listener = LeaderListener(
            host, tls: try PinnedTLS.mutualServer(setup.tls),
            leaderPin: setup.deployment.descriptor.leader.certificateSHA256)
        try await setup.serve(
            threads, operations,
            listen: { try await listener.listen(on: setup.listen, threads.connections) },
            begin: {}, end: { await host.stop() })
    }
}
