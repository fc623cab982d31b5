import Agent
import ArgumentParser
import Client
import Logging
import ServiceLifecycle
import UnixSignals

struct AgentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent",
        abstract: "Keep the account connected. Runs until it is stopped.",
        discussion: """
            Prints 'connected' when a session with both servers is open, and goes on through
            losses of the network. SIGTERM, SIGINT (Ctrl-C) and the end of the session end it.
            Without a terminal the passphrase is read from MOONLESS_PASSPHRASE.
            """)

    @Option(
        help: ArgumentHelp("The file that opens the account, if one does.", valueName: "file"))
    var keyFile: String?

    @Option(help: ArgumentHelp(ProxyOption.help, valueName: "url"))
    var proxy: String?

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let proxyAddress = try ProxyOption.parse(proxy)
        let home = try options.accountHome()
        guard home.hasVault else { throw HomeError.noAccount(home.path) }
        let lock = try home.lock()
        defer { withExtendedLifetime(lock) {} }
        let secret = try SecretSource.existing(home: home, keyFile: keyFile)
        let vault = try Vault.open(home, secret: secret)
        let runtime = try ClientRuntime(vault: vault, home: home, proxy: proxyAddress)
        try await serve(runtime, socketPath: try home.socketPath(environment: Environment.all))
    }

    private func serve(_ runtime: ClientRuntime, socketPath: String) async throws {
        var logger = Logger(label: "moonless") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .warning
        let stop = StopService()
        let server = AgentServer(
            AgentAPI(runtime, shutdown: { stop.stop() }), socketPath: socketPath, logger: logger)
        var configuration = ServiceGroupConfiguration(
            services: [
                .init(service: runtime), .init(service: Announcer(runtime, asJSON: options.json)),
                .init(service: server),
                .init(service: stop, successTerminationBehavior: .gracefullyShutdownGroup),
            ],
            gracefulShutdownSignals: [.sigterm, .sigint, .sighup], logger: logger)
        // A client of the API that does not hang up must not keep the agent from ending.
        configuration.maximumGracefulShutdownDuration = .seconds(5)
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch is CancellationError {}
    }
}

/// Ends the group of services when the API asks for it.
private struct StopService: Service {
    private let requests: AsyncStream<Void>
    private let request: AsyncStream<Void>.Continuation

    init() { (requests, request) = AsyncStream.makeStream(of: Void.self) }

    func stop() { request.finish() }

    func run() async throws {
        for await _ in requests.cancelOnGracefulShutdown() {}
    }
}

/// Says on standard output how the connection stands.
private struct Announcer: Service {
    private struct Body: Encodable {
        var state: String
        var reason: String?
    }

    private let runtime: ClientRuntime
    private let asJSON: Bool

    init(_ runtime: ClientRuntime, asJSON: Bool) {
        self.runtime = runtime
        self.asJSON = asJSON
    }

    func run() async throws {
        for await event in runtime.events().cancelOnGracefulShutdown() {
            switch event {
            case .connection(.connected): say("connected", nil)
            case .connection(.waiting(let reason)): say("waiting", reason)
            case .trouble(let reason?): say("trouble", reason)
            default: break
            }
        }
    }

    private func say(_ state: String, _ reason: String?) {
        if asJSON {
            Console.line(JSONLine.text(Body(state: state, reason: reason)))
        } else if let reason {
            Console.line("\(state): \(TerminalText.safe(reason))")
        } else {
            Console.line(state)
        }
    }
}
