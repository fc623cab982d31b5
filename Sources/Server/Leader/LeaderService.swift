package import Logging
import NIOCore
import NIOPosix
import PrivateRetrieval
import ServerCore
import ServiceLifecycle
import Wire

/// A leader that runs until it is told to stop.
package struct LeaderService: Service {
    private let setup: ServerSetup

    /// Reads and checks what the server needs to run; listens to nothing yet.
    ///
    /// - Parameter packedByteLimit: Memory for planes that stay packed between their rounds.
    package init(
        _ directory: ServerDirectory, packedByteLimit: Int? = nil, logger: Logger,
        ready: @escaping @Sendable () -> Void
    ) throws {
        setup = try ServerSetup(
            .leader, directory, packedByteLimit: packedByteLimit, logger: logger, ready: ready)
    }

    package func run() async throws {
        let threads = Threads()
        let counters = ServerCounters()
        let descriptor = setup.deployment.descriptor
        let storage = try setup.openStorage(counters)
        let snapshots = storage.planes.snapshots
        let engine = try LeaderEngine(
            identity: try setup.identity(), accounts: storage.accounts, planes: storage.planes,
            marks: storage.marks, restoration: DiskRestorationState(setup.directory),
            retrieval: try RetrievalEngine(cores: Processors.count),
            packedByteLimit: setup.packedByteLimit)
        let host = LeaderHost(
            engine, on: threads.engine.next(), log: ServerLog(setup.logger, counters))
        let operations = try setup.operations(snapshots, counters, engineLoop: host.loop) {
            await host.clientCount()
        }
        let connector = try HelperConnector(
            descriptor.helper, tls: try PinnedTLS.mutualClient(setup.tls), host: host,
            group: threads.connections)
        let listener = ClientListener(
            host, tls: try PinnedTLS.server(setup.tls), descriptor.parameters)
        try await setup.serve(
            threads, operations,
            listen: { try await listener.listen(on: setup.listen, threads.connections) },
            begin: {
                host.start()
                connector.start()
            },
            end: {
                connector.stop()
                await host.stop()
            })
    }
}
