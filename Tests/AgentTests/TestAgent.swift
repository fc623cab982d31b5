import Agent
import Client
import ClientCore
import Crypto
import Glibc
import Logging
import Wire

/// An agent of an account whose servers do not exist, on a socket in a directory of its own.
struct TestAgent {
    let client: AgentClient
    let runtime: ClientRuntime
    let vault: Vault

    /// Runs an agent around a test.
    static func run(_ body: @Sendable (TestAgent) async throws -> Void) async throws {
        var template = Array("/tmp/moonless-test-XXXXXX".utf8CString)
        guard let path = mkdtemp(&template) else { throw HomeError.noHome }
        let home = AccountHome(path: String(cString: path))
        defer {
            for name in (try? PrivateFile.list(home.path)) ?? [] { unlink(home.path + "/" + name) }
            rmdir(home.path)
        }
        let vault = try Vault.create(
            in: home, secret: .keyFile([UInt8](repeating: 1, count: 32)))
        let account = Account(
            deploymentFile: try deployment().encodeFile(), slot: 3, generation: 1,
            accountKey: Curve25519.Signing.PrivateKey(), displayName: "Alice", proxy: "")
        try vault.apply([.put(Account.recordKey, value: try account.encoded())])
        let runtime = try ClientRuntime(vault: vault, home: home, proxy: nil)
        let socketPath = try home.socketPath(environment: [:])
        let server = AgentServer(
            AgentAPI(runtime, shutdown: {}), socketPath: socketPath,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let agent = TestAgent(
            client: AgentClient(socketPath: socketPath), runtime: runtime,
            vault: vault)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try? await runtime.run() }
            group.addTask { try? await server.run() }
            defer { group.cancelAll() }
            try await agent.untilItAnswers()
            try await body(agent)
        }
    }

    private func untilItAnswers() async throws {
        for _ in 0..<200 {
            if (try? await client.get("status", as: StatusBody.self)) != nil { return }
            try await Task.sleep(for: .milliseconds(25))
        }
        throw AgentClientError.notRunning
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
