import Agent
import ArgumentParser

struct Read: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print conversations, own texts included, and mark them as read.",
        discussion: """
            Own texts say how far they have come: 'queued' (on this machine), 'published' (where
            the contact's program finds it), 'delivered' (acknowledged by it), 'undelivered' (given up),
            or who said to have read them.
            """)

    @Argument(help: "The contact's name, or the beginning of its id. All contacts without it.")
    var peer: String?

    @Flag(name: [.long, .short], help: "Go on and print what comes.")
    var follow = false

    @Flag(help: "Only what has not been read yet.")
    var unread = false

    @Flag(help: "Print what happened to the conversation too, not texts only.")
    var events = false

    @Flag(help: "Print the number of each message, by which other commands know it.")
    var numbers = false

    @Option(
        help: ArgumentHelp(
            "Only what stands around a message, as 'moonless search' finds it: its number or 'last'.",
            valueName: "message"))
    var around: String?

    @Flag(help: "What was imported into the conversation, not the conversation itself.")
    var imported = false

    @OptionGroup var options: GlobalOptions

    func validate() throws {
        guard around != nil || imported else { return }
        guard peer != nil, !follow, !unread, around == nil || !imported else {
            throw ValidationError(
                "--around and --imported need a contact, and go with neither each other, "
                    + "--follow nor --unread.")
        }
    }

    func run() async throws {
        let agent = try options.agent()
        if let peer, around != nil || imported { return try await look(agent, peer) }
        let contacts = try await contacts(agent)
        // Listening begins before the threads are read: nothing falls in between.
        let stream = follow ? try await agent.events() : nil
        var printed: [String: UInt64] = [:]
        for contact in contacts {
            let thread = Thread(agent: agent, conversation: contact.id)
            let messages = try await thread.messages(isUnreadOnly: unread)
            for message in messages { show(message, reads: contact.settings.reads) }
            let last = max(contact.lastSequence, messages.last?.sequence ?? 0)
            printed[contact.id] = last
            if last > contact.readSequence { try await thread.markRead(upTo: last) }
            // What was written does not all fit into the slot.
            if let notice = contact.notice { Console.error(TerminalText.safe(notice)) }
        }
        guard let stream else { return }
        if let contact = contacts.first, peer != nil {
            try await agent.send(
                .put, "open",
                OpenRequest(conversation: contact.id, listener: stream.hello.listener))
        }
        try await follow(stream.events, agent, &printed)
    }

    /// Prints a place of the thread, or what was imported; nothing counts as read by that.
    private func look(_ agent: AgentClient, _ peer: String) async throws {
        let contact = try await Peer.find(peer, agent)
        let thread = Thread(agent: agent, conversation: contact.id)
        guard let around else {
            for message in try await thread.imported() { show(message) }
            return
        }
        let pointer = try await MessageArgument.pointer(around, in: contact, agent)
        guard let place = UInt64(pointer) else {
            throw ValidationError("--around takes the message's number, or 'last'.")
        }
        for message in try await thread.around(place) {
            show(message, reads: contact.settings.reads, isNumbered: true)
        }
    }

    private func contacts(_ agent: AgentClient) async throws -> [ConversationBody] {
        if let peer { return [try await Peer.find(peer, agent)] }
        return try await agent.get("conversations", as: ConversationsBody.self).conversations
    }

    private func follow(
        _ events: AsyncThrowingStream<ServerSentEvent, any Error>, _ agent: AgentClient,
        _ printed: inout [String: UInt64]
    ) async throws {
        for try await event in events where event.name == "message" {
            let message = try event.decode(MessageBody.self)
            let id = message.conversation
            guard peer == nil || printed[id] != nil, message.sequence > printed[id] ?? 0 else {
                continue
            }
            printed[id] = message.sequence
            show(message)
            try await Thread(agent: agent, conversation: id).markRead(upTo: message.sequence)
        }
    }

    private func show(
        _ message: MessageBody, reads: [ReadBody] = [], isNumbered: Bool = false
    ) {
        guard message.isText || message.isLast || events else { return }
        guard !unread || message.from != nil else { return }
        Console.line(
            options.json
                ? JSONLine.text(message)
                : MessageLine.text(
                    message, reads: reads, withContact: peer == nil,
                    withNumber: numbers || isNumbered))
    }
}
