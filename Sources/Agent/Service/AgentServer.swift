import Client
import Hummingbird
package import Logging
import ServiceLifecycle

/// The API on a Unix socket, as a service.
package struct AgentServer: Service {
    private let application: Application<AgentResponder>
    private let path: String

    package init(_ host: AgentHost, socketPath: String, logger: Logger) {
        path = socketPath
        var quiet = logger
        quiet.logLevel = .error
        application = Application(
            responder: AgentResponder(host, web: nil),
            configuration: ApplicationConfiguration(
                address: .unixDomainSocket(path: socketPath), reuseAddress: false),
            onServerRunning: { _ in AgentSocket.close(socketPath) },
            logger: quiet)
    }

    package func run() async throws {
        AgentSocket.prepare(path)
        defer { PrivateFile.remove(path) }
        try await application.run()
    }
}
