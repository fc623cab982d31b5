import Agent
import ArgumentParser
import Glibc

struct Send: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Send a text.",
        discussion: """
            Succeeds, silently, once the text is stored on this machine; the agent delivers it,
            and it waits as long as that takes, an introduction included. --wait returns when the
            contact's program has acknowledged it. A text that begins with a dash goes behind
            '--'.
            """)

    @OptionGroup var peer: Peer

    @Argument(help: "The text; several words are joined by spaces.")
    var text: [String] = []

    @Flag(help: "Read the text from standard input.")
    var stdin = false

    @Flag(help: "Wait until the text is delivered.")
    var wait = false

    @Option(help: ArgumentHelp("Wait for so many seconds at most.", valueName: "seconds"))
    var timeout: Int?

    @Option(help: "The message that it answers: its number, its id, or 'last'.")
    var reply: String?

    @Option(
        parsing: .singleValue,
        help: "A member who is spoken to and stands in the text as @NAME; may be repeated.")
    var mention: [String] = []

    @OptionGroup var options: GlobalOptions

    func validate() throws {
        guard stdin != !text.isEmpty else {
            throw ValidationError("Give either a text or --stdin.")
        }
        guard timeout.map({ $0 > 0 }) ?? true else {
            throw ValidationError("--timeout takes a number of seconds above 0.")
        }
    }

    func run() async throws {
        let agent = try options.agent()
        let contact = try await peer.find(agent)
        let text = try stdin ? Self.standardInput() : text.joined(separator: " ")
        // Listening begins before sending: a delivery that is quick is not missed.
        let events = wait ? try await agent.events().events : nil
        var message = try await agent.send(
            .post, "conversations/\(contact.id)/messages", try await request(text, contact, agent),
            as: MessageBody.self)
        if let events { message = try await delivered(message, events) }
        if options.json { Console.line(JSONLine.text(message)) }
        let after = try await Peer.find(contact.id, agent)
        if let notice = after.notice {
            Console.error(TerminalText.safe(notice))
        }
    }

    private func request(
        _ text: String, _ contact: ConversationBody, _ agent: AgentClient
    ) async throws -> SendRequest {
        var request = SendRequest(text: text)
        if let reply {
            request.replyTo = try await MessageArgument.pointer(reply, in: contact, agent)
        }
        if !mention.isEmpty {
            let members =
                contact.group
                ? try await agent.get("groups/\(contact.id)/members", as: MembersBody.self).members
                    .map { ($0.id, $0.name) } : [(contact.id, contact.name)]
            request.mentions = try mention.map { name in
                guard
                    let member = members.first(where: {
                        $0.1 == name || $0.1 == "~" + name || $0.0.hasPrefix(name)
                    })
                else { throw CommandFailure(.noSuchContact, "no member '\(name)'") }
                return member.0
            }
        }
        return request
    }

    private func delivered(
        _ message: MessageBody, _ events: AsyncThrowingStream<ServerSentEvent, any Error>
    ) async throws -> MessageBody {
        try await withThrowingTaskGroup(of: MessageBody.self) { group in
            group.addTask {
                for try await event in events where event.name == "message" {
                    let update = try event.decode(MessageBody.self)
                    guard update.id == message.id else { continue }
                    if update.isDelivered { return update }
                    if update.isGivenUp {
                        throw CommandFailure(
                            .notAllowed, "given up: not everybody whom it was for is there any more"
                        )
                    }
                }
                throw AgentClientError.brokenOff
            }
            if let timeout {
                group.addTask {
                    try await Task.sleep(for: .seconds(timeout))
                    throw CommandFailure(
                        .temporary, "not yet delivered; the agent goes on trying")
                }
            }
            defer { group.cancelAll() }
            guard let update = try await group.next() else { throw AgentClientError.brokenOff }
            return update
        }
    }

    /// Standard input as it is, but for one line break at its end.
    private static func standardInput() throws -> String {
        var bytes: [UInt8] = []
        while let part = RawTerminal.readBytes() { bytes.append(contentsOf: part) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure(.usage, "standard input is not UTF-8 text")
        }
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
}
