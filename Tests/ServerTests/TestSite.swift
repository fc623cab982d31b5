import Foundation
import Server
import ServerTestSupport
import Wire

/// A directory with a leader and a helper, made by the program itself, and both as processes.
final class TestSite {
    let directory: URL
    let leaderPath: String
    let helperPath: String
    private(set) var deployment: SignedDeployment?
    private var leader: RunningServer?
    private var helper: RunningServer?

    /// - Parameter parent: Where to make the directory.
    init(in parent: URL = FileManager.default.temporaryDirectory) throws {
        directory = parent.appendingPathComponent("moonlessd-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: true)
        leaderPath = directory.appendingPathComponent("leader").path
        helperPath = directory.appendingPathComponent("helper").path
    }

    deinit {
        leader?.kill()
        helper?.kill()
        try? FileManager.default.removeItem(at: directory)
    }

    func expectDone(_ arguments: [String]) async throws -> String {
        let outcome = try await ServerProgram.run(arguments)
        guard outcome.code == 0 else {
            throw TestFailure("\(arguments.joined(separator: " ")): \(outcome.complaint)")
        }
        return outcome.output
    }

    func initialize(roundMilliseconds: Int = 250, capacity: Int = 16) async throws {
        let ports = try await FreePorts.find(2)
        _ = try await expectDone([
            "init", helperPath, "--role", "helper", "--listen", "127.0.0.1:\(ports[1])",
        ])
        _ = try await expectDone([
            "init", leaderPath, "--role", "leader", "--listen", "127.0.0.1:\(ports[0])",
            "--helper", helperPath + "/helper.public", "--name", "Test", "--round-ms",
            "\(roundMilliseconds)", "--capacity", "\(capacity)",
        ])
    }

    /// A signed deployment of few planes, which come round soon.
    func initializeSmall(
        pages: Int, capacity: Int = 16, roundMilliseconds: Int = 250
    ) async throws {
        var parameters = DeploymentParameters()
        parameters.capacity = capacity
        parameters.pagesPerSlot = pages
        parameters.roundMilliseconds = roundMilliseconds
        _ = try await DevelopmentDeployment(
            directory.path, listen: try HostAndPort("127.0.0.1:0"), parameters: parameters)
        deployment = try DeploymentFile.readSigned(leaderPath + "/deployment.json")
    }

    func cosign() async throws {
        _ = try await expectDone(["cosign", helperPath, leaderPath + "/deployment.json"])
        deployment = try DeploymentFile.readSigned(leaderPath + "/deployment.json")
    }

    /// A site whose servers run.
    static func running(
        in parent: URL = FileManager.default.temporaryDirectory, roundMilliseconds: Int = 250,
        capacity: Int = 16
    ) async throws -> TestSite {
        let site = try TestSite(in: parent)
        try await site.initialize(roundMilliseconds: roundMilliseconds, capacity: capacity)
        try await site.cosign()
        try site.startHelper()
        try site.startLeader()
        return site
    }

    func startLeader(environment: [String: String]? = nil) throws {
        let server = RunningServer.self
        let log = directory.appendingPathComponent("leader.log")
        leader = try server.init(
            ["run", leaderPath, "--log-level", "debug"], log: log, environment: environment)
        _ = try leader?.start()
    }

    func startHelper(environment: [String: String]? = nil) throws {
        let log = directory.appendingPathComponent("helper.log")
        helper = try RunningServer(
            ["run", helperPath, "--log-level", "debug"], log: log, environment: environment)
        _ = try helper?.start()
    }

    var processIdentifiers: [Int32] { [leader, helper].compactMap { $0?.processIdentifier } }

    func killLeader() { leader?.kill() }

    func killHelper() { helper?.kill() }

    /// Whatever the helper is sent waits, and so does every round.
    func pauseHelper() { helper.map { _ = Foundation.kill($0.processIdentifier, SIGSTOP) } }

    /// - Returns: The exit codes.
    @discardableResult
    func stopBoth() -> [Int32] {
        let servers = [leader, helper].compactMap(\.self)
        for server in servers { server.stop() }
        return servers.map(\.exitCode)
    }

    var logs: String { (leader?.logText ?? "") + (helper?.logText ?? "") }

    func tickets(_ count: Int) async throws -> [JoinLink] {
        let output = try await expectDone(["tickets", leaderPath, "--count", "\(count)"])
        return try output.split(separator: "\n").map { try JoinLink(String($0)) }
    }

    func member() async throws -> TestMember {
        guard let deployment else { throw TestFailure("not signed") }
        let member = try await TestMember(deployment.descriptor)
        try await member.register(try await tickets(1)[0])
        return member
    }
}
