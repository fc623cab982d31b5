import FoundationEssentials
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Wire

/// What runs beside the rounds for the operator: nightly exports, the control socket, health and
/// metrics, downloads.
final class Operations: Sendable {
    private let directory: ServerDirectory
    private let descriptor: DeploymentDescriptor
    private let configuration: OperationsConfiguration
    private let exporter: Exporter
    private let snapshots: PlaneSnapshots
    private let engineLoop: any EventLoop
    private let clientCount: @Sendable () async -> Int
    private let tls: TLSIdentity
    private let counters: ServerCounters
    private let logger: Logger
    /// Of low priority: exports take what the rounds leave. A second thread says that one is under
    /// way.
    /// Of low priority: exports take what the rounds leave.
    ///
    /// The second thread says that one is under way already.
    private let pool = NIOThreadPool(numberOfThreads: 2)
    private let filePool = NIOThreadPool(numberOfThreads: 2)
    private let state = RunningOperations()

    /// - Parameters:
    ///   - engineLoop: Where the engine runs, and planes are written.
    ///   - clientCount: Clients with a session.
    init(
        _ directory: ServerDirectory, _ deployment: SignedDeployment, _ role: ServerRole,
        _ keys: OperatorKeys, _ tls: TLSIdentity, snapshots: PlaneSnapshots,
        counters: ServerCounters, engineLoop: any EventLoop, logger: Logger,
        clientCount: @escaping @Sendable () async -> Int
    ) throws {
        self.directory = directory
        descriptor = deployment.descriptor
        configuration = try OperationsConfiguration(directory)
        exporter = Exporter(directory, deployment, role, keys)
        self.snapshots = snapshots
        self.counters = counters
        self.engineLoop = engineLoop
        self.clientCount = clientCount
        self.tls = tls
        self.logger = logger
    }

    func start(_ group: MultiThreadedEventLoopGroup) async throws {
        pool.start()
        filePool.start()
        try await listenForControl(group)
        try await listenForMonitor(group)
        try await listenForDownloads(group)
        if configuration.isNightly {
            // Ends with the server: see stop().
            state.nightly = Task { await self.exportEveryNight() }
        }
    }

    func stop() async {
        state.nightly?.cancel()
        for channel in state.channels { try? await channel.close() }
        // The socket's name stays behind its owner.
        try? PrivateFile.remove(directory.controlSocket)
        try? await pool.shutdownGracefully()
        try? await filePool.shutdownGracefully()
    }

    // MARK: Exports

    private func export(archive: String?, supplement: String?) async throws -> ExportResult {
        do {
            let result = try await pool.runIfActive { [self] in
                LowPriority.takeForThisThread()
                return try exporter.export(
                    archive: archive, supplement: supplement, isGentle: true
                ) {
                    try engineLoop.submit { [directory, descriptor, snapshots] in
                        try ExportSource(directory, descriptor, snapshots: snapshots)
                    }.wait()
                }
            }
            counters.count(result)
            logger.info(
                "exported",
                metadata: [
                    "bytes": "\(result.bytes)", "milliseconds": "\(result.milliseconds)",
                ])
            return result
        } catch {
            counters.countFailedExport()
            logger.error("the export failed: \(error)")
            throw error
        }
    }

    private func exportEveryNight() async {
        while !Task.isCancelled {
            let wait = Nightly.millisecondsUntil(
                hour: configuration.hour, from: WallClock.unixMilliseconds())
            guard (try? await Task.sleep(for: .milliseconds(wait))) != nil else { return }
            guard (try? await export(archive: nil, supplement: nil)) != nil else { continue }
            do {
                try ExportFiles(directory: directory).prune(keeping: configuration.kept)
            } catch {
                logger.error("old exports cannot be removed: \(error)")
            }
        }
    }

    // MARK: Control

    private func listenForControl(_ group: MultiThreadedEventLoopGroup) async throws {
        let path = directory.controlSocket
        try PrivateFile.remove(path)
        let listener = HTTPListener(pool: filePool) { await self.control($0) }
        do {
            state.add(
                try await listener.bootstrap(group).bind(unixDomainSocketPath: path).get())
        } catch {
            // A path may be too long for a socket; rounds do not need it.
            logger.warning("no control socket, so no 'moonlessd export' while this runs: \(error)")
        }
    }

    private func control(_ request: HTTPRequest) async -> HTTPAnswer {
        do {
            switch (request.method, request.path) {
            case (.GET, "/status"): return try .json(try await report())
            case (.POST, "/export"):
                let order = try JSONDecoder().decode(ExportOrder.self, from: Data(request.body))
                return try .json(
                    try await export(archive: order.archive, supplement: order.supplement))
            default: return .notFound
            }
        } catch let failure as ServerFailure {
            let body = ControlFailure(kind: failure.kind.rawValue, message: failure.message)
            return (try? .json(body, .conflict)) ?? .notFound
        } catch {
            return .text(.badRequest, "\(error)")
        }
    }

    private func report() async throws -> StatusReport {
        try StatusReport(directory, clients: await clientCount(), counters.values)
    }

    // MARK: Health and metrics

    private func listenForMonitor(_ group: MultiThreadedEventLoopGroup) async throws {
        guard let monitor = configuration.monitor else { return }
        let listener = HTTPListener(pool: filePool) { await self.monitor($0) }
        try await listen(listener, at: try HostAndPort(monitor), group)
    }

    /// Healthy is a server that can take part in rounds: linked with its peer.
    private func monitor(_ request: HTTPRequest) async -> HTTPAnswer {
        guard request.method == .GET || request.method == .HEAD else {
            return .text(.methodNotAllowed, "GET alone")
        }
        switch request.path {
        case "/health":
            return counters.values.isLinked
                ? .text(.ok, "ok") : .text(.serviceUnavailable, "not linked with the other server")
        case "/metrics":
            guard let report = try? await report() else {
                return .text(.internalServerError, "the server's files cannot be read")
            }
            return .content(
                .ok, type: Metrics.contentType, body: Array(Metrics.text(report).utf8))
        default: return .notFound
        }
    }

    // MARK: Downloads

    private func listenForDownloads(_ group: MultiThreadedEventLoopGroup) async throws {
        guard let download = configuration.download else { return }
        let listener = HTTPListener(tls: try downloadTLS(), pool: filePool) { self.download($0) }
        try await listen(listener, at: try HostAndPort(download), group)
    }

    private func listen(
        _ listener: HTTPListener, at address: HostAndPort, _ group: MultiThreadedEventLoopGroup
    ) async throws {
        do {
            state.add(
                try await listener.bootstrap(group)
                    .bind(host: address.host, port: address.port).get())
        } catch {
            throw ServerFailure(
                .unavailable,
                "cannot listen on \(address), which '\(directory.operations)' names: \(error)")
        }
    }

    private func downloadTLS() throws -> NIOSSLContext {
        var chain: [NIOSSLCertificateSource] = [.certificate(tls.certificate)]
        var key = NIOSSLPrivateKeySource.privateKey(tls.key)
        if let certificate = configuration.downloadCertificate,
            let keyPath = configuration.downloadKey
        {
            do {
                chain = try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) }
                key = .privateKey(try NIOSSLPrivateKey(file: keyPath, format: .pem))
            } catch {
                throw ServerFailure(
                    .configuration,
                    "'\(certificate)' or '\(keyPath)' cannot be used for downloads: \(error)")
            }
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain, privateKey: key)
        configuration.minimumTLSVersion = .tlsv12
        return try NIOSSLContext(configuration: configuration)
    }

    /// A list of archives, and the archives: no other file can be named.
    private func download(_ request: HTTPRequest) -> HTTPAnswer {
        guard request.method == .GET || request.method == .HEAD else {
            return .text(.methodNotAllowed, "GET alone")
        }
        guard let archives = try? ExportFiles(directory: directory).archives() else {
            return .text(.internalServerError, "the exports cannot be read")
        }
        if request.path == "/" { return .text(.ok, archives.joined(separator: "\n")) }
        let name = String(request.path.dropFirst())
        guard archives.contains(name) else { return .notFound }
        return .file(path: directory.exports + "/" + name, name: name)
    }
}
