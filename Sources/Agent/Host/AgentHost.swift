package import Client
import ClientCore
import HTTPTypes
import Hummingbird
import ServiceLifecycle
import Wire

/// The account of a home through its stages: none yet, closed, open.
///
/// Runs the account while it is open. The caller holds the home's lock.
package actor AgentHost: Service {
    let home: AccountHome
    let proxy: ProxyAddress?
    nonisolated let store: AgentStore
    nonisolated let board: SessionBoard
    /// Ends the agent.
    nonisolated let shutdown: @Sendable () -> Void
    /// Where the page is served; nil as long as it is not.
    private(set) var webPort: Int?
    private let isWebOff: Bool
    /// The unit of the time after which the page locks; shorter in tests.
    nonisolated let minute: Duration

    private nonisolated let onEvent: @Sendable (RuntimeEvent) -> Void
    private nonisolated let openings: AsyncStream<OpenAccount>
    private nonisolated let opening: AsyncStream<OpenAccount>.Continuation
    /// What changes the stage happens one after the other.
    private var isBusy = false
    private var guesses = GuessingDelay()
    var departure = DepartureBody(phase: .none)

    /// - Parameters:
    ///   - proxy: in place of the one that the account was made with.
    ///   - isWebOff: no page is served.
    ///   - shutdown: ends the agent; called once its answer is on its way.
    ///   - onEvent: hears what happens in an open account.
    /// - Throws: ``VaultError`` if the vault's header is damaged.
    package init(
        _ home: AccountHome, proxy: ProxyAddress?, isWebOff: Bool = false,
        minute: Duration = .seconds(60), shutdown: @escaping @Sendable () -> Void,
        onEvent: @escaping @Sendable (RuntimeEvent) -> Void
    ) throws {
        self.home = home
        self.proxy = proxy
        self.isWebOff = isWebOff
        self.minute = minute
        self.shutdown = shutdown
        self.onEvent = onEvent
        // Said now rather than taken for a home without an account.
        if home.hasVault { _ = try VaultHeader.read(home.headerPath) }
        home.removeDownloads()
        store = AgentStore(home)
        board = SessionBoard(home.hasAccount ? .locked : .none)
        (openings, opening) = AsyncStream.makeStream(of: OpenAccount.self)
    }

    // MARK: Running

    package func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.lockWhenIdle() }
            for await account in openings.cancelOnGracefulShutdown() {
                group.addTask { [onEvent] in await account.run(onEvent) }
            }
        }
    }

    /// Starts the account of a vault that is open.
    /// - Throws: ``VaultError``, ``HomeError`` or `WireError`; the vault is closed then.
    package func open(_ vault: Vault) throws {
        do {
            let runtime = try ClientRuntime(vault: vault, home: home, proxy: proxy)
            let account = OpenAccount(runtime, board: board)
            board.set(.open(account))
            opening.yield(account)
        } catch {
            vault.close()
            throw error
        }
    }

    // MARK: One at a time

    /// Lets nothing else change the stage meanwhile.
    func alone<Value>(_ body: () async throws -> Value) async throws -> Value {
        guard !isBusy else { throw APIError.busy }
        isBusy = true
        defer { isBusy = false }
        return try await body()
    }

    /// Does what needs the passphrase, apart from this actor, since it takes long; after wrong ones
    /// only when a while has passed.
    func guess<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await guesses.wait()
        do {
            let value = try await Self.apart(body)
            guesses.succeeded()
            return value
        } catch VaultError.wrongPassphrase {
            guesses.failed()
            throw VaultError.wrongPassphrase
        }
    }

    @concurrent private static func apart<Value: Sendable>(
        _ body: @Sendable () throws -> Value
    ) async throws -> Value { try body() }

    // MARK: The page

    func webIsServed(at port: Int) { webPort = port }

    /// Where the page is served, as soon as it is.
    func knownWebPort() async throws -> Int {
        for _ in 0..<100 {
            if let webPort { return webPort }
            guard !isWebOff else { break }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw APIError.noWeb
    }

    /// Streams of events that are open, for tests.
    package var listenerCount: Int {
        get async { await board.openAccount?.listenerCount ?? 0 }
    }

    /// All routes, as `METHOD /PATH`, in the order of the agent's and the open account's.
    package nonisolated var routes: [String] {
        let own = HostAPI(host: self, door: .socket).router().routes
        let accounts = board.openAccount?.routes ?? []
        return own.map { "\($0.method.rawValue) \($0.path)" } + accounts
    }

    func session(_ door: AgentDoor) async -> SessionBody {
        var body = SessionBody(state: .none, screenLocked: board.isScreenLocked)
        switch board.stage {
        case .none: break
        case .locked: body.state = .locked
        case .open(let account):
            body.state = .open
            // Whoever passes by a locked screen need not see whose it is.
            if !body.screenLocked || door == .socket { body.name = await account.runtime.name }
        }
        if body.state != .none {
            let header = try? VaultHeader.read(home.headerPath)
            body.opensBy = header?.isOpenedByKeyFile == true ? .keyFile : .passphrase
        }
        body.web = webPort.map { SessionBody.Web(port: $0, browsers: store.tokenCount) }
        return body
    }
}
