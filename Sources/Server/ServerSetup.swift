import Logging
import NIOCore
import NIOPosix
import ServerCore
import ServiceLifecycle
import Wire

/// What a server of either role reads and checks before it listens to anybody, and how it begins and
/// ends.
struct ServerSetup: Sendable {
    let role: ServerRole
    let directory: ServerDirectory
    let deployment: SignedDeployment
    let tls: TLSIdentity
    let logger: Logger
    /// Memory for planes that stay packed between their rounds.
    let packedByteLimit: Int
    let listen: HostAndPort
    private let lock: DirectoryLock
    private let keys: OperatorKeys
    private let ready: @Sendable () -> Void

    /// - Parameter ready: Called when the server listens.
    init(
        _ role: ServerRole, _ directory: ServerDirectory, packedByteLimit: Int?, logger: Logger,
        ready: @escaping @Sendable () -> Void
    ) throws {
        self.role = role
        self.directory = directory
        self.packedByteLimit = packedByteLimit ?? PackedPlanes.defaultByteLimit
        self.logger = logger
        self.ready = ready
        listen = try ServerConfiguration(directory).listen
        lock = try DirectoryLock(directory)
        if role == .helper { try Self.checkMembership(directory) }
        deployment = try DeploymentFile.readSigned(directory.deployment)
        keys = try OperatorKeys(directory)
        tls = try TLSIdentity(directory)
        let own = role == .leader ? deployment.descriptor.leader : deployment.descriptor.helper
        guard tls.digest == own.certificateSHA256 else {
            throw ServerFailure(
                .configuration,
                "'\(directory.certificate)' is not the certificate that the deployment names")
        }
    }

    private static func checkMembership(_ directory: ServerDirectory) throws {
        guard PrivateFile.exists(directory.deployment) else {
            throw ServerFailure(
                .configuration,
                "this helper belongs to no deployment yet: give "
                    + "'\(directory.helperPublic)' to the leader's operator, and run "
                    + "'moonlessd cosign \(directory.path) FILE' on the deployment.json that comes "
                    + "back")
        }
    }

    /// Opens what is on the disk.
    func openStorage(_ counters: ServerCounters) throws -> ServerStorage {
        let storage = try ServerStorage(directory, deployment.descriptor)
        storage.marks.onRaise = { counters.countRound() }
        return storage
    }

    /// Which of the two servers this is, as its engine knows it.
    func identity() throws -> ServerIdentity {
        do {
            return try ServerIdentity(role: role, deployment: deployment, kemKey: keys.kemKey)
        } catch {
            throw ServerFailure(.configuration, "'\(directory.path)': \(error)")
        }
    }

    /// What runs beside the rounds.
    func operations(
        _ snapshots: PlaneSnapshots, _ counters: ServerCounters, engineLoop: any EventLoop,
        clientCount: @escaping @Sendable () async -> Int
    ) throws -> Operations {
        try Operations(
            directory, deployment, role, keys, tls, snapshots: snapshots, counters: counters,
            engineLoop: engineLoop, logger: logger, clientCount: clientCount)
    }

    /// Serves until the process is told to stop.
    ///
    /// - Parameters:
    ///   - begin: Called when the server listens.
    ///   - end: Called when it does so no more and its threads still run.
    func serve(
        _ threads: Threads, _ operations: Operations, listen: () async throws -> any Channel,
        begin: () -> Void, end: () async -> Void
    ) async throws {
        do {
            let channel = try await listen()
            begin()
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
        await end()
        await threads.shutDown()
    }
}
