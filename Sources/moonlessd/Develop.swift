import ArgumentParser
import FoundationEssentials
import Server
import Synchronization
import Wire

/// The command `moonlessd dev`.
struct Develop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dev",
        abstract: "Runs both servers in one process, to try things out.",
        discussion: """
            It hides nothing from the machine that it runs on: one process holds both halves of \
            every secret. For real use, leader and helper belong to two operators.
            """)

    @Option(help: "Where to keep the deployment; without it, it is gone at the end.")
    var data: String?
    @Option(help: "The round period in milliseconds, 250 to 60000.") var roundMs: Int?
    @Option(help: "How many accounts there can be.") var capacity: Int?
    @Option(help: "HOST:PORT for clients; by default a free port on loopback.")
    var listen = "127.0.0.1:0"
    @Option(help: "How many join links to print.") var links = 4
    @Option(help: "How much to log to standard error.")
    var logLevel = LogLevel.warning
    @Flag(help: "Print JSON lines.") var json = false

    private static let warning =
        "This deployment hides nothing from its host: both servers run in this one process. "
        + "Use it to try things out, not to talk."

    func validate() throws {
        do {
            _ = try HostAndPort(listen)
        } catch {
            throw ValidationError("\(error)")
        }
        guard (0...1_000).contains(links) else {
            throw ValidationError("--links is \(links), allowed are 0 to 1000")
        }
    }

    func run() async throws {
        try await Reporting.failures {
            var parameters = DeploymentParameters()
            if let roundMs { parameters.roundMilliseconds = roundMs }
            if let capacity { parameters.capacity = capacity }
            let path =
                data ?? FileManager.default.temporaryDirectory.path
                + "/moonlessd-dev-\(UInt64.random(in: .min ... .max))"
            defer { if data == nil { try? FileManager.default.removeItem(atPath: path) } }
            let deployment = try await DevelopmentDeployment(
                path, listen: try HostAndPort(listen), parameters: parameters)
            if deployment.wasThere, roundMs != nil || capacity != nil {
                Reporting.complain(
                    "'\(path)' holds a deployment already: --round-ms and --capacity stay as they "
                        + "are there")
            }
            try await serve(deployment)
        }
    }

    private func serve(_ deployment: DevelopmentDeployment) async throws {
        let logger = ServerProcess.makeLogger(logLevel)
        let tickets = links == 0 ? [] : try TicketOffice.issue(deployment.leader, count: links)
        let waiting = Atomic(2)
        let json = json
        let ready: @Sendable () -> Void = {
            if waiting.subtract(1, ordering: .relaxed).newValue == 0 {
                Self.announce(tickets, json: json)
            }
        }
        try await ServerProcess.run(
            [
                try HelperService(deployment.helper, logger: logger, ready: ready),
                try LeaderService(deployment.leader, logger: logger, ready: ready),
            ], logger: logger)
    }

    private struct Announcement: Encodable {
        var event = "ready"
        var warning: String
        var links: [String]
    }

    private static func announce(_ tickets: [JoinLink], json: Bool) {
        let links = tickets.map(\.text)
        if json {
            try? Reporting.say(json: Announcement(warning: warning, links: links))
            return
        }
        // Standard output carries the links and "ready" alone, for scripts.
        Reporting.complain(warning)
        for link in links { Reporting.say(link) }
        Reporting.say("ready")
    }
}
