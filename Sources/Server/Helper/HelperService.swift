package import Logging
import NIOCore
import NIOPosix
import PrivateRetrieval
import ServerCore
import ServiceLifecycle
import Wire

/// A helper that runs until it is told to stop.
package struct HelperService: Service {
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
        guard PrivateFile.exists(directory.deployment) else {
            throw ServerFailure(
                .configuration,
                "this helper belongs to no deployment yet: give "
                    + "'\(directory.helperPublic)' to the leader's operator, and run "
                    + "'moonlessd cosign \(directory.path) FILE' on the deployment.json that comes "
                    + "back")
        }
        deployment = try DeploymentFile.readSigned(directory.deployment)
        keys = try OperatorKeys(directory)
        tls = try TLSIdentity(directory)
        self.directory = directory
        self.logger = logger
        self.ready = ready
        guard tls.digest == deployment.descriptor.helper.certificateSHA256 else {
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
        let host = HelperHost(
            engine, on: threads.engine.next(), log: ServerLog(logger, counters))
        let operations = try Operations(
            directory, deployment, .helper, keys, tls, snapshots: snapshots, counters: counters,
            engineLoop: host.loop, logger: logger, clientCount: { await host.clientCount() })
        let listener = LeaderListener(
            host, tls: try PinnedTLS.mutualServer(tls),
            leaderPin: deployment.descriptor.leader.certificateSHA256)
        do {
            let channel = try await listener.listen(on: listen, threads.connections)
            try await operations.start(threads.connections)
            ready()
            try? await gracefulShutdown()
            try? await channel.close()
        } catch {
            await operations.stop()
            await threads.shutDown()
            throw error
        }
        await operations.stop()
        await host.stop()
        await threads.shutDown()
    }

    private func makeEngine(
        _ counters: ServerCounters
    ) throws -> (HelperEngine, PlaneSnapshots) {
        let storage = try ServerStorage(directory, deployment.descriptor)
        storage.marks.onRaise = { counters.countRound() }
        do {
            let identity = try ServerIdentity(
                role: .helper, deployment: deployment, kemKey: keys.kemKey)
            let engine = try HelperEngine(
                identity: identity, accounts: storage.accounts, planes: storage.planes,
                marks: storage.marks, retrieval: try RetrievalEngine(cores: Processors.count),
                packedByteLimit: packedByteLimit)
            return (engine, storage.planes.snapshots)
        } catch let error as WireError {
            throw ServerFailure(.configuration, "'\(directory.path)': \(error)")
        }
    }
}
