import Agent
import ArgumentParser
import Client
import FoundationEssentials
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

            Serves the page that 'moonless web' opens, on this machine's loopback address and for
            browsers with a token alone; 'moonless help api' describes what is under /api/v1/.
            """)

    @Option(
        help: ArgumentHelp("The file that opens the account, if one does.", valueName: "file"))
    var keyFile: String?

    @Option(help: ArgumentHelp(ProxyOption.help, valueName: "url"))
    var proxy: String?

    @Flag(
        help: """
            Do not ask for a passphrase: begin without an account, or with a locked one, and wait \
            for the page or 'moonless unlock'.
            """)
    var locked = false

    @Option(
        help: ArgumentHelp(
            "The port of the page. Else the one that this home had before.", valueName: "number"))
    var port: Int?

    @Flag(help: "Serve no page: listen on the home's socket only.")
    var noWeb = false

    @Option(
        help: ArgumentHelp(
            "Serve the page's files from here: for work on the page.", valueName: "dir"))
    var assets: String?

    @OptionGroup var options: GlobalOptions

    func validate() throws {
        if let port, !(1...65_535).contains(port) {
            throw ValidationError("--port takes a number from 1 to 65535.")
        }
        guard !noWeb || (port == nil && assets == nil) else {
            throw ValidationError("--no-web excludes --port and --assets.")
        }
    }

    func run() async throws {
        let proxyAddress = try ProxyOption.parse(proxy)
        let home = try options.accountHome()
        if !home.hasVault {
            guard locked else { throw HomeError.noAccount(home.path) }
            try home.create()
        }
        let lock = try home.lock()
        defer { withExtendedLifetime(lock) {} }
        let stop = StopService()
        let announcer = Announcer(asJSON: options.json)
        let host = try AgentHost(
            home, proxy: proxyAddress, isWebOff: noWeb, shutdown: { stop.stop() },
            onEvent: { announcer.announce($0) })
        if let secret = try secret(home) {
            try await host.open(try Vault.open(home, secret: secret))
        } else {
            announcer.say(
                home.hasAccount ? "locked" : "no account",
                "open the page with 'moonless web'"
                    + (home.hasAccount ? ", or use 'moonless unlock'" : ""))
        }
        try await serve(host, home, stop, announcer)
    }

    /// What opens the account now; nil if it waits.
    private func secret(_ home: AccountHome) throws -> VaultSecret? {
        guard locked else { return try SecretSource.existing(home: home, keyFile: keyFile) }
        return home.hasAccount ? try SecretSource.unasked(home: home, keyFile: keyFile) : nil
    }

    private func serve(
        _ host: AgentHost, _ home: AccountHome, _ stop: StopService, _ announcer: Announcer
    ) async throws {
        var logger = Logger(label: "moonless") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .warning
        let socketPath = try home.socketPath(environment: Environment.all)
        var services: [ServiceGroupConfiguration.ServiceConfiguration] = [
            .init(service: host),
            .init(service: AgentServer(host, socketPath: socketPath, logger: logger)),
        ]
        if !noWeb {
            let server = WebServer(
                host, assets: try chosenAssets(), port: port, logger: logger,
                onMove: { announcer.sayMoved(from: $0, to: $1) })
            services.append(.init(service: server))
        }
        services.append(.init(service: stop, successTerminationBehavior: .gracefullyShutdownGroup))
        var configuration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint, .sighup],
            logger: logger)
        // A client of the API that does not hang up must not keep the agent from ending.
        configuration.maximumGracefulShutdownDuration = .seconds(5)
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch is CancellationError {}
    }

    private func chosenAssets() throws -> WebAssets {
        guard let assets else { return WebAssets() }
        let path = URL(filePath: assets).standardizedFileURL.path(percentEncoded: false)
        return WebAssets(directory: path.hasSuffix("/") ? String(path.dropLast()) : path)
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
private struct Announcer: Sendable {
    private struct Body: Encodable {
        var state: String
        var reason: String?
    }

    private let asJSON: Bool

    init(asJSON: Bool) { self.asJSON = asJSON }

    func announce(_ event: RuntimeEvent) {
        switch event {
        case .connection(.connected): say("connected", nil)
        case .connection(.waiting(let reason)): say("waiting", reason)
        case .trouble(let reason?): say("trouble", reason)
        default: break
        }
    }

    func sayMoved(from old: Int, to new: Int) {
        say(
            "page moved",
            "port \(old) is taken by another program, the page is at port \(new) now; pages left "
                + "open are signed out, since that program may have heard their tokens: open a new "
                + "one with 'moonless web'")
    }

    func say(_ state: String, _ reason: String?) {
        if asJSON {
            Console.line(JSONLine.text(Body(state: state, reason: reason)))
        } else if let reason {
            Console.line("\(state): \(TerminalText.safe(reason))")
        } else {
            Console.line(state)
        }
    }
}
