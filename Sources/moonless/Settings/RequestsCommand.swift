import Agent
import ArgumentParser

struct RequestsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "requests",
        abstract: "People who came by a reusable link ('moonless invite --reusable').",
        discussion: "They hear nothing of this account before they are let in.",
        subcommands: [RequestList.self, RequestAccept.self, RequestRefuse.self],
        defaultSubcommand: RequestList.self)
}

struct RequestList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List those who wait.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let requests = try await options.agent().get("requests", as: RequestsBody.self).requests
        for request in requests {
            let name =
                request.name.isEmpty
                ? "(no name yet)" : "~" + TerminalText.safeName(request.name)
            Console.line(
                options.json
                    ? JSONLine.text(request)
                    : "\(request.id.prefix(8))  \(name)  (\(LocalTime.text(request.at)))")
        }
    }
}

/// A request on the command line: its id or the beginning of it.
struct RequestArgument: ParsableArguments {
    @Argument(help: "The request's id, or its beginning.")
    var id: String

    func find(_ agent: AgentClient) async throws -> RequestBody {
        let matches = try await agent.get("requests", as: RequestsBody.self).requests
            .filter { id.count >= 4 && $0.id.hasPrefix(id.lowercased()) }
        guard matches.count == 1, let match = matches.first else {
            throw CommandFailure(.noSuchContact, "no such request, or several that match")
        }
        return match
    }
}

struct RequestAccept: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept", abstract: "Let somebody in.")

    @OptionGroup var request: RequestArgument

    @Option(help: "The contact's name.")
    var name: String?

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let agent = try options.agent()
        let body = try await agent.send(
            .post, "requests/\(try await request.find(agent).id)/accept",
            AcceptRequestRequest(name: name), as: ConversationBody.self)
        if options.json { Console.line(JSONLine.text(body)) }
    }
}

struct RequestRefuse: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refuse", abstract: "Send somebody away, who is not told.")

    @OptionGroup var request: RequestArgument
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let agent = try options.agent()
        try await agent.send(.delete, "requests/\(try await request.find(agent).id)")
    }
}
