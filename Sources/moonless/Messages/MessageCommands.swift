import Agent
import ArgumentParser

struct React: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "React to a message with an emoji.",
        discussion: "One reaction each; a second one takes the place of the first.")

    @OptionGroup var target: MessageArgument

    @Argument(help: "The emoji.")
    var emoji: String?

    @Flag(help: "Take the reaction back.")
    var off = false

    @OptionGroup var options: GlobalOptions

    func validate() throws {
        guard off == (emoji == nil) else {
            throw ValidationError("Give either an emoji or --off.")
        }
    }

    func run() async throws {
        let agent = try options.agent()
        let body = try await agent.send(
            .put, try await target.path(agent) + "/reaction",
            ReactionRequest(emoji: emoji ?? ""), as: MessageBody.self)
        if options.json { Console.line(JSONLine.text(body)) }
    }
}

struct Edit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Change an own text, for 24 hours after it was sent.",
        discussion: """
            Whoever has the text sees the new one, marked as edited. A change that reaches
            somebody later than 24 hours after the text did is shown there beside it.
            """)

    @OptionGroup var target: MessageArgument

    @Argument(help: "The new text; several words are joined by spaces.")
    var text: [String]

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let agent = try options.agent()
        let body = try await agent.send(
            .put, try await target.path(agent), EditRequest(text: text.joined(separator: " ")),
            as: MessageBody.self)
        if options.json { Console.line(JSONLine.text(body)) }
    }
}

struct Delete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Delete a message here, or with --everyone an own one everywhere.",
        discussion: """
            Nothing of a deleted message stays in the vault. --everyone asks the others' programs
            for the same; a program of somebody who wants to keep it can refuse.
            """)

    @OptionGroup var target: MessageArgument

    @Flag(help: "An own message, at everybody who has it.")
    var everyone = false

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let agent = try options.agent()
        let path = try await target.path(agent)
        try await agent.send(.delete, path + (everyone ? "?everyone=true" : ""))
    }
}

struct Forward: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Send a message of one conversation to others, marked as forwarded.",
        discussion: "Who wrote it is not told.")

    @OptionGroup var target: MessageArgument

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Contacts or groups that get it.", valueName: "peer"))
    var to: [String]

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let agent = try options.agent()
        let path = try await target.path(agent)
        var others: [String] = []
        for name in to { others.append(try await Peer.find(name, agent).id) }
        let sent = try await agent.send(
            .post, path + "/forward", ForwardRequest(to: others), as: MessagesBody.self)
        if options.json { for body in sent.messages { Console.line(JSONLine.text(body)) } }
    }
}
