import Client
import Glibc
import Hummingbird
package import Logging
import NIOCore
import ServiceLifecycle

/// The API and the page on the loopback address, as a service.
package struct WebServer: Service {
    /// Below the ports that systems give to connections going out.
    private static let ports = 20_000...32_000
    private static let attempts = 50
    /// Connections at a time: anybody on the machine may open them, and each costs a file.
    static let connectionLimit = 64
    /// For a connection on which nothing is asked.
    private static let idleTimeout = TimeAmount.seconds(10)

    private let host: AgentHost
    private let assets: WebAssets
    private let port: Int?
    private let logger: Logger
    private let onMove: @Sendable (Int, Int) -> Void

    /// - Parameters:
    ///   - port: to be taken, or none; nil for the one that this home had before.
    ///   - onMove: hears that the port of before is taken, and which one is served now.
    package init(
        _ host: AgentHost, assets: WebAssets, port: Int?, logger: Logger,
        onMove: @escaping @Sendable (Int, Int) -> Void
    ) {
        self.host = host
        self.assets = assets
        self.port = port
        self.onMove = onMove
        var quiet = logger
        quiet.logLevel = .critical
        self.logger = quiet
    }

    package func run() async throws {
        let before = host.store.port
        if let first = port ?? before {
            do {
                return try await serve(first, isMove: false)
            } catch let error as IOError where error.isAddressInUse {
                guard port == nil else { throw WebServerError.portTaken(first) }
            }
        }
        for _ in 0..<Self.attempts {
            do {
                return try await serve(Int.random(in: Self.ports), isMove: before != nil)
            } catch let error as IOError where error.isAddressInUse { continue }
        }
        throw WebServerError.noPort
    }

    private func serve(_ port: Int, isMove: Bool) async throws {
        let webGuard = WebGuard(host.store, port: port)
        let application = Application(
            responder: AgentResponder(
                host, web: AgentResponder.Web(webGuard: webGuard, assets: assets)),
            server: .http1(configuration: .init(idleTimeout: Self.idleTimeout)),
            configuration: ApplicationConfiguration(
                address: .hostname("127.0.0.1", port: port),
                availableConnectionsDelegate: .maximum(Self.connectionLimit, logger: logger)),
            onServerRunning: { _ in await isServed(at: port, isMove: isMove) },
            logger: logger)
        try await application.run()
    }

    private func isServed(at port: Int, isMove: Bool) async {
        let before = host.store.port
        // Whoever listens at the port of before may have heard the tokens of pages left open.
        // What cannot be stored is tried again at the next start.
        try? host.store.setPort(port, revokingTokens: isMove)
        if isMove, let before { onMove(before, port) }
        await host.webIsServed(at: port)
    }
}

extension IOError {
    fileprivate var isAddressInUse: Bool { errnoCode == EADDRINUSE }
}

/// Why the page cannot be served.
package enum WebServerError: Error, Sendable, Equatable, CustomStringConvertible {
    case portTaken(Int)
    case noPort

    package var description: String {
        switch self {
        case .portTaken(let port):
            "port \(port) is taken by another program: choose another with --port"
        case .noPort: "no free port was found for the page: choose one with --port, or --no-web"
        }
    }
}
