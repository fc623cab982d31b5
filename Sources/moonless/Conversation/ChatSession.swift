import Agent

/// One chat: what was typed, what was sent and what came.
struct ChatSession {
    private let agent: AgentClient
    private let contact: ConversationBody
    private var screen: ChatScreen
    private var editor = LineEditor()
    private let isTerminal: Bool
    private var lastSequence: UInt64 = 0
    /// What was last said of messages that do not fit.
    private var notice: String?
    /// Own texts on their way, by id, for the line that says they have arrived.
    private var underway: [String: String] = [:]
    private var writing = WritingSigns()
    /// How far others said to have read.
    private var reads: [ReadBody]

    init(agent: AgentClient, contact: ConversationBody, isTerminal: Bool) {
        self.agent = agent
        self.contact = contact
        self.isTerminal = isTerminal
        reads = contact.settings.reads
        screen = ChatScreen(name: contact.name, isTerminal: isTerminal)
    }

    private var thread: Thread { Thread(agent: agent, conversation: contact.id) }

    mutating func begin(history: Int) async throws {
        let mark =
            contact.group
            ? "\(contact.members) members" : contact.verified ? "verified" : "not verified"
        screen.show(
            "Chat with \(TerminalText.safeName(contact.name)) (\(contact.phase), \(mark)). "
                + "Ctrl-D ends.", typed: "")
        let messages = try await thread.newest(max(history, contact.unread))
        for message in messages {
            screen.show(MessageLine.text(message, reads: reads), typed: "")
            lastSequence = max(lastSequence, message.sequence)
            if message.from == nil, message.isText, message.isUnderWay {
                underway[message.id] = message.text
            }
        }
        lastSequence = max(lastSequence, contact.lastSequence)
        screen.waiting = underway.count
        show(notice: contact.notice)
        try await markRead()
        screen.draw("")
    }

    /// Tells of messages that do not fit into the slot, once while their number grows.
    private mutating func show(notice: String?) {
        defer { self.notice = notice }
        guard let notice, self.notice == nil else { return }
        screen.show(TerminalText.safe(notice), typed: editor.text)
    }

    mutating func run(_ inputs: AsyncThrowingStream<ChatInput, any Error>) async throws {
        for try await input in inputs {
            switch input {
            case .typed(let bytes):
                for outcome in editor.feed(bytes) {
                    guard try await react(to: outcome) else { return screen.erase() }
                }
                screen.draw(editor.text)
                await tellOfWriting()
            case .endOfInput:
                if !editor.text.isEmpty { try await send(editor.text) }
                return screen.erase()
            case .event(let event): try await show(event)
            }
        }
    }

    /// - Returns: whether the chat goes on.
    private mutating func react(to outcome: LineEditor.Outcome) async throws -> Bool {
        switch outcome {
        case .line(let line):
            if !line.isEmpty { try await send(line) }
            return true
        case .end: return false
        case .interrupt:
            screen.erase()
            throw CommandFailure(.interrupted, "interrupted")
        }
    }

    private mutating func send(_ text: String) async throws {
        do {
            let message = try await agent.send(
                .post, "conversations/\(contact.id)/messages", SendRequest(text: text),
                as: MessageBody.self)
            // The event of the same message may have come first, or come later.
            show(message)
        } catch AgentClientError.refused(let content) {
            screen.show("not sent: \(TerminalText.safe(content.message))", typed: editor.text)
        }
    }

    private mutating func show(_ event: ServerSentEvent) async throws {
        switch event.name {
        case "message":
            let message = try event.decode(MessageBody.self)
            guard message.conversation == contact.id else { return }
            show(message)
            if message.from != nil || !message.isText { try await markRead() }
        case "conversation":
            let conversation = try event.decode(ConversationBody.self)
            if conversation.id == contact.id {
                show(notice: conversation.notice)
                show(reads: conversation.settings.reads)
            }
        case "typing":
            let sign = try event.decode(WritingSign.self)
            if sign.conversation == contact.id { writing.note(sign.from) }
        case "connection":
            screen.isConnected =
                try event.decode(StatusBody.Connection.self).state == "connected"
            screen.draw(editor.text)
        default: break
        }
        showWriters()
    }

    /// Says to the agent that a line is being written; it passes that on where it is wanted.
    private mutating func tellOfWriting() async {
        guard isTerminal, !editor.text.isEmpty, writing.isToBeTold() else { return }
        // A sign that is lost is nothing that the person has to hear of.
        try? await agent.send(.post, "conversations/\(contact.id)/typing")
    }

    /// Signs pass by themselves: events come with every round.
    private mutating func showWriters() {
        guard isTerminal, writing.names != screen.writers else { return }
        screen.writers = writing.names
        screen.draw(editor.text)
    }

    /// Tells who has read further than before.
    private mutating func show(reads: [ReadBody]) {
        defer { self.reads = reads }
        let names = reads.filter { !self.reads.contains($0) }.map { TerminalText.safeName($0.name) }
        guard !names.isEmpty else { return }
        screen.show("        read by \(names.joined(separator: ", "))", typed: editor.text)
    }

    private mutating func show(_ message: MessageBody) {
        if message.sequence > lastSequence {
            lastSequence = message.sequence
            if message.from == nil, message.isText, message.isUnderWay {
                underway[message.id] = message.text
            }
            screen.waiting = underway.count
            screen.show(MessageLine.text(message), typed: editor.text)
        } else if message.isDelivered || message.isGivenUp,
            let text = underway.removeValue(forKey: message.id)
        {
            let word = message.isDelivered ? "delivered" : "not delivered, given up"
            screen.waiting = underway.count
            screen.show("        \(word): " + Self.shortened(text), typed: editor.text)
        }
    }

    private static func shortened(_ text: String) -> String {
        let line = TerminalText.safe(String(text.prefix { !$0.isNewline }))
        return line.count <= 40 ? line : line.prefix(39) + "\u{2026}"
    }

    private func markRead() async throws {
        guard lastSequence > 0 else { return }
        try await thread.markRead(upTo: lastSequence)
    }
}
