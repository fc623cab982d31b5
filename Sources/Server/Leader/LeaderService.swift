package import Logging
import NIOCore
import NIOPosix
import PrivateRetrieval
import ServerCore
import ServiceLifecycle
import Wire

/// A leader that runs until it is told to stop.
package struct LeaderService: Service {
    private let listen: HostAndPort
    private let deployment: SignedDeployment
    private let directory: ServerDirectory
    private let lock: DirectoryLock
    private let keys: OperatorKeys
    private let tls: TLSIdentity
    private let packedByteLimit: Int
    private let logger: Logger
    private let ready: @Sendable () -> Void

    /// Reads and checks what the server needs to run; listens to nothing yet.
    ///
    /// - Parameter packedByteLimit: Memory for planes that stay packed between their rounds.
    package init(
        _ directory: ServerDirectory, packedByteLimit: Int? = nil, logger: Logger,
        ready: @escaping @Sendable () -> Void
    ) throws {
        self.packedByteLimit = packedByteLimit ?? PackedPlanes.defaultByteLimit
        listen = try ServerConfiguration(directory).listen
        lock = try DirectoryLock(directory)
        deployment = try DeploymentFile.readSigned(directory.deployment)
        keys = try OperatorKeys(directory)
        tls = try TLSIdentity(directory)
        self.directory = directory
        self.logger = logger
        self.ready = ready
        guard tls.digest == deployment.descriptor.leader.certificateSHA256 else {
            throw ServerFailure(
                .configuration,
                "'\(directory.certificate)' is not the certificate that the "
                    + "deployment names")
        }
    }

    package func run() async throws {
        let threads = Threads()
        let counters = ServerCounters()
        let (engine, snapshots) = try makeEngine(counters)
        let host = LeaderHost(
            engine, on: threads.engine.next(), log: ServerLog(logger, counters))
        let operations = try Operations(
            directory, deployment, .leader, keys, tls, snapshots: snapshots, counters: counters,
            engineLoop: host.loop, logger: logger, clientCount: { await host.clientCount() })
        let connector = try HelperConnector(
            deployment.descriptor.helper, tls: try PinnedTLS.mutualClient(tls), host: host,
            group: threads.connections)
        let listener = ClientListener(
            host, tls: try PinnedTLS.server(tls), deployment.descriptor.parameters)
        do {
            let channel = try await listener.listen(on: listen, threads.connections)
            host.start()
            connector.start()
            try await operations.start(threads.connections)
            ready()
            try? await gracefulShutdown()
            try? await channel.close()
        } catch {
            await operations.stop()
            await threads.shutDown()
            throw error
        }
        connector.stop()
        await operations.stop()
        await host.stop()
        await threads.shutDown()
    }

    private func makeEngine(
        _ counters: ServerCounters
    ) throws -> (LeaderEngine, PlaneSnapshots) {
        let storage = try ServerStorage(directory, deployment.descriptor)
        storage.marks.onRaise = { counters.countRound() }
        do {
            let identity = try ServerIdentity(
                role: .leader, deployment: deployment, kemKey: keys.kemKey)
            let engine = try LeaderEngine(
                identity: identity, accounts: storage.accounts, planes: storage.planes,
                marks: storage.marks, restoration: DiskRestorationState(directory),
                retrieval: try RetrievalEngine(cores: Processors.count),
                packedByteLimit: packedByteLimit)
            return (engine, storage.planes.snapshots)
        } catch let error as WireError {
            throw ServerFailure(.configuration, "'\(directory.path)': \(error)")
        }
    }
}
