import Agent
import Client
import ClientCore
import Crypto
import FoundationEssentials
import Glibc
import Logging
import Testing
import Wire

/// An agent whose account's servers do not exist, in a directory of its own, with a socket and a
/// page.
struct TestAgent {
    /// What the home holds when the agent begins.
    enum Beginning {
        case noAccount
        /// Opened by ``passphrase``.
        case locked
        case open
        case openedByKeyFile
    }

    static let passphrase = "the right one"

    let client: AgentClient
    let host: AgentHost
    let home: AccountHome
    /// The open account's; nil if none is.
    let openVault: Vault?

    var vault: Vault {
        get throws { try #require(openVault) }
    }

    /// Runs an agent around a test.
    static func run(
        _ beginning: Beginning = .open, minute: Duration = .seconds(60),
        _ body: @Sendable (TestAgent) async throws -> Void
    ) async throws {
        try await withHome { home in
            if beginning != .noAccount { try makeAccount(home, beginning) }
            try await run(in: home, isOpen: beginning != .locked, minute: minute, body)
        }
    }

    /// The word of the error that a request is refused with.
    static func refusal(_ body: () async throws -> Void) async -> String {
        do {
            try await body()
            return "none"
        } catch AgentClientError.refused(let content) {
            return content.code
        } catch {
            return "\(error)"
        }
    }

    static func withHome<Value>(
        _ body: (AccountHome) async throws -> Value
    ) async throws -> Value {
        let place = FileManager.default.temporaryDirectory.path(percentEncoded: false)
        // Where the system keeps what is temporary: sockets' addresses must be short.
        var template = Array("\(place)/moonless-test-XXXXXX".utf8CString)
        guard let path = mkdtemp(&template) else { throw HomeError.noHome }
        let home = AccountHome(path: String(cString: path))
        defer {
            for name in (try? PrivateFile.list(home.path)) ?? [] { unlink(home.path + "/" + name) }
            rmdir(home.path)
        }
        return try await body(home)
    }

    static func makeAccount(_ home: AccountHome, _ beginning: Beginning) throws {
        let vault = try Vault.create(in: home, secret: secret(beginning), cost: .forTests)
        let account = Account(
            deploymentFile: try deployment().encodeFile(), slot: 3, generation: 1,
            accountKey: Curve25519.Signing.PrivateKey(), displayName: "Alice", proxy: "")
        try vault.apply([.put(Account.recordKey, value: try account.encoded())])
        try vault.markComplete()
        vault.close()
    }

    private static func secret(_ beginning: Beginning) -> VaultSecret {
        beginning == .openedByKeyFile
            ? .keyFile([UInt8](repeating: 1, count: 32)) : .passphrase(passphrase)
    }

    static func run(
        in home: AccountHome, isOpen: Bool = true, minute: Duration = .seconds(60),
        _ body: @Sendable (TestAgent) async throws -> Void
    ) async throws {
        let host = try AgentHost(
            home, proxy: nil, minute: minute, shutdown: {}, onEvent: { _ in })
        var vault: Vault?
        if isOpen, home.hasAccount {
            let isKeyFile = try VaultHeader.read(home.headerPath).isOpenedByKeyFile
            let opened = try Vault.open(
                home, secret: secret(isKeyFile ? .openedByKeyFile : .open))
            try await host.open(opened)
            vault = opened
        }
        let socketPath = try home.socketPath(environment: [:])
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let server = AgentServer(host, socketPath: socketPath, logger: logger)
        let web = WebServer(
            host, assets: WebAssets(), port: nil, logger: logger, onMove: { _, _ in })
        let agent = TestAgent(
            client: AgentClient(socketPath: socketPath), host: host, home: home,
            openVault: vault)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try? await host.run() }
            group.addTask { try? await server.run() }
            group.addTask { try? await web.run() }
            defer { group.cancelAll() }
            try await agent.untilItAnswers()
            try await body(agent)
        }
    }

    private func untilItAnswers() async throws {
        for _ in 0..<400 {
            if await answersAtBothDoors() { return }
            try await Task.sleep(for: .milliseconds(25))
        }
        throw AgentClientError.notRunning
    }

    private func answersAtBothDoors() async -> Bool {
        (try? await client.get("session", as: SessionBody.self))?.web != nil
    }

    /// Streams of events that are open.
    var listeners: Int {
        get async { await host.listenerCount }
    }

    /// A link of operators that do not exist.
    static func joinLink() throws -> String {
        JoinLink(
            deployment: DeploymentReference(try deployment().descriptor),
            ticket: [UInt8](repeating: 5, count: 16)
        ).text
    }

    /// A browser that was let in.
    func browser() async throws -> TestBrowser {
        let token = try await client.send(
            .post, "web/tokens", [String: String](), as: WebTokenBody.self)
        return try TestBrowser(address: token.address)
    }

    /// Both operators are the test; nobody listens at the leader's address.
    private static func deployment() throws -> SignedDeployment {
        let leaderKey = Curve25519.Signing.PrivateKey()
        let helperKey = Curve25519.Signing.PrivateKey()
        func server(_ key: Curve25519.Signing.PrivateKey, port: Int) throws -> OperatorPublic {
            OperatorPublic(
                address: "127.0.0.1:\(port)", signingKey: Array(key.publicKey.rawRepresentation),
                kemKey: Array(try XWingMLKEM768X25519.PrivateKey().publicKey.rawRepresentation),
                certificateSHA256: [UInt8](repeating: 2, count: 32))
        }
        let descriptor = DeploymentDescriptor(
            name: "Nowhere", identifier: [UInt8](repeating: 1, count: 16),
            parameters: DeploymentParameters(), leader: try server(leaderKey, port: 1),
            helper: try server(helperKey, port: 2))
        var deployment = SignedDeployment(descriptor: descriptor)
        deployment.leaderSignature = Array(try leaderKey.signature(for: descriptor.encoded))
        deployment.helperSignature = Array(try helperKey.signature(for: descriptor.encoded))
        return deployment
    }
}
