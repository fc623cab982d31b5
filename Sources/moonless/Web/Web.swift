import Agent
import ArgumentParser
import Client
import Glibc

struct Web: AsyncParsableCommand {
    private struct Body: Encodable { var address: String }

    static let configuration = CommandConfiguration(
        abstract: "Open the account in the browser.",
        discussion: """
            Starts an agent in the background if none runs, and opens the page that it serves on
            this machine. The browser is let in by a token in the page's address, made anew each
            time; whoever has it can read and write as you. --revoke signs out every browser.
            """)

    @Flag(name: .customLong("print"), help: "Print the address in place of opening it.")
    var isPrinted = false

    @Flag(help: "Sign out every browser.")
    var revoke = false

    @Option(
        help: ArgumentHelp(
            ProxyOption.help + " For an agent that is started now.", valueName: "url"))
    var proxy: String?

    @OptionGroup var options: GlobalOptions

    func validate() throws {
        guard !revoke || !isPrinted else {
            throw ValidationError("--revoke and --print exclude each other.")
        }
    }

    func run() async throws {
        _ = try ProxyOption.parse(proxy)
        let home = try options.accountHome()
        let agent = try GlobalOptions.agent(of: home)
        if revoke { return try await agent.send(.delete, "web/tokens") }
        try await ensureRunning(agent, home)
        let token = try await agent.send(
            .post, "web/tokens", [String: String](), as: WebTokenBody.self)
        if isPrinted || options.json { return show(token) }
        try await Browser.open(token, home: home, agent: agent)
    }

    private func show(_ token: WebTokenBody) {
        Console.line(
            options.json ? JSONLine.text(Body(address: token.address)) : token.address)
    }

    private func ensureRunning(_ agent: AgentClient, _ home: AccountHome) async throws {
        do {
            _ = try await agent.get("session", as: SessionBody.self)
        } catch AgentClientError.notRunning {
            if !home.hasVault { try home.create() }
            // An agent that is still on its way, or too busy to answer, gets no rival.
            guard !home.isTaken else { return try await wait(for: agent) }
            let background = BackgroundAgent(home: home, proxy: proxy)
            try await wait(for: agent, try background.start(), log: background.logPath)
        }
    }

    /// Waits for an agent that somebody else has started.
    private func wait(for agent: AgentClient) async throws {
        for _ in 0..<300 {
            try await Task.sleep(for: .milliseconds(50))
            if (try? await agent.get("session", as: SessionBody.self)) != nil { return }
        }
        throw CommandFailure(.temporary, "an agent runs on this home, but does not answer")
    }

    private func wait(for agent: AgentClient, _ process: pid_t, log: String) async throws {
        for _ in 0..<300 {
            try await Task.sleep(for: .milliseconds(50))
            if (try? await agent.get("session", as: SessionBody.self)) != nil { return }
            var status: Int32 = 0
            guard waitpid(process, &status, WNOHANG) == 0 else {
                throw CommandFailure(.temporary, Self.lastLine(log))
            }
        }
        throw CommandFailure(.temporary, "the agent does not answer; its log is \(log)")
    }

    /// Why an agent ended at once, as it said itself.
    private static func lastLine(_ log: String) -> String {
        let text = (try? PrivateFile.read(log)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let line = text.split(separator: "\n").last.map { String($0) } ?? ""
        return line.isEmpty ? "the agent ended at once; its log is \(log)" : line
    }
}
