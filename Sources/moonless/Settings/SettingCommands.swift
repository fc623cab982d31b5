import Agent
import ArgumentParser

/// A setting of one conversation that is on or off.
protocol SettingCommand: AsyncParsableCommand {
    var peer: Peer { get }
    var off: Bool { get }
    var options: GlobalOptions { get }
    func change(_ request: inout ConversationSettingsRequest)
}

extension SettingCommand {
    func run() async throws {
        var request = ConversationSettingsRequest()
        change(&request)
        try await Self.apply(request, peer.peer, options)
    }

    static func apply(
        _ request: ConversationSettingsRequest, _ peer: String, _ options: GlobalOptions
    ) async throws {
        let agent = try options.agent()
        let conversation = try await Peer.find(peer, agent)
        let body = try await agent.send(
            .put, "conversations/\(conversation.id)/settings", request,
            as: ConversationBody.self)
        if options.json { Console.line(JSONLine.text(body)) }
    }
}

struct Mute: SettingCommand {
    static let configuration = CommandConfiguration(
        abstract: "Have a conversation make no noise; here alone.")

    @OptionGroup var peer: Peer

    @Option(name: .customLong("for"), help: ArgumentHelp("For so long.", valueName: "seconds"))
    var seconds: Int64?

    @Flag(help: "Hear of it again.")
    var off = false

    @OptionGroup var options: GlobalOptions

    func change(_ request: inout ConversationSettingsRequest) {
        request.muted = !off
        request.mutedForSeconds = seconds
    }
}

struct Archive: SettingCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put a conversation away until somebody writes in it; here alone.")

    @OptionGroup var peer: Peer

    @Flag(help: "Fetch it back.")
    var off = false

    @OptionGroup var options: GlobalOptions

    func change(_ request: inout ConversationSettingsRequest) { request.archived = !off }
}

struct Block: SettingCommand {
    static let configuration = CommandConfiguration(
        abstract: "Hear nothing of a contact, and say nothing to it.",
        discussion: """
            The contact is not told; what it writes stays undelivered at its end, and comes when
            the block is lifted as far as it was kept. In groups it is heard as before.
            """)

    @OptionGroup var peer: Peer

    @Flag(help: "Lift the block.")
    var off = false

    @OptionGroup var options: GlobalOptions

    func change(_ request: inout ConversationSettingsRequest) { request.blocked = !off }
}

struct Pin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Keep a conversation on top, or a message at hand; here alone.")

    @OptionGroup var peer: Peer

    @Argument(help: "A message: its number, its id, or 'last'.")
    var message: String?

    @Flag(help: "Take the pin out.")
    var off = false

    @Flag(help: "Print the pinned messages.")
    var list = false

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let agent = try options.agent()
        let conversation = try await peer.find(agent)
        if list {
            let pinned = try await agent.get(
                "conversations/\(conversation.id)/pinned", as: MessagesBody.self)
            for message in pinned.messages {
                Console.line(
                    options.json
                        ? JSONLine.text(message)
                        : MessageLine.text(message, withNumber: true))
            }
        } else if let message {
            let pointer = try await MessageArgument.pointer(message, in: conversation, agent)
            let body = try await agent.send(
                .put, "conversations/\(conversation.id)/messages/\(pointer)/pin",
                PinRequest(pinned: !off), as: MessageBody.self)
            if options.json { Console.line(JSONLine.text(body)) }
        } else {
            var request = ConversationSettingsRequest()
            request.pinned = !off
            try await Mute.apply(request, conversation.id, options)
        }
    }
}

/// `on` or `off` on the command line.
enum Switch: String, ExpressibleByArgument, CaseIterable {
    case on, off

    var isOn: Bool { self == .on }
}

struct SetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Receipts, signs of writing and disappearing messages of a conversation.",
        discussion: """
            All are off at first. Receipts tell the others how far you have read, signs of writing
            that you write, and with them when you are at your machine; neither costs anything
            that the servers could see. Messages disappear from all vaults of the conversation by
            each machine's own clock.
            """)

    @OptionGroup var peer: Peer

    @Option(help: "Tell the others what was read.")
    var receipts: Switch?

    @Option(help: "Tell the others that something is being written.")
    var typing: Switch?

    @Option(
        help: ArgumentHelp(
            "How long messages last: 90s, 5m, 8h, 7d, 4w, or 'off'.", valueName: "time"))
    var disappearing: String?

    @Option(help: "From when on that counts: 'reading' or 'sending'.")
    var from: String = "reading"

    @OptionGroup var options: GlobalOptions

    func validate() throws {
        if let disappearing, Self.seconds(disappearing) == nil {
            throw ValidationError("--disappearing takes 90s, 5m, 8h, 7d, 4w or 'off'.")
        }
    }

    func run() async throws {
        let agent = try options.agent()
        var conversation = try await peer.find(agent)
        let path = "conversations/\(conversation.id)"
        if receipts != nil || typing != nil {
            var request = ConversationSettingsRequest()
            request.receipts = receipts?.isOn
            request.typing = typing?.isOn
            conversation = try await agent.send(
                .put, "\(path)/settings", request, as: ConversationBody.self)
        }
        if let disappearing, let seconds = Self.seconds(disappearing) {
            conversation = try await agent.send(
                .put, "\(path)/lifetime",
                LifetimeRequest(seconds: seconds == 0 ? nil : seconds, from: from),
                as: ConversationBody.self)
        }
        if options.json { Console.line(JSONLine.text(conversation)) }
    }

    /// - Returns: 0 for `off`, nil for what is no time.
    static func seconds(_ text: String) -> UInt64? {
        if text == "off" { return 0 }
        let units: [Character: UInt64] = [
            "s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800,
        ]
        guard let unit = text.last.flatMap({ units[$0] }), let count = UInt64(text.dropLast()),
            count > 0
        else { return nil }
        let (seconds, isTooMany) = count.multipliedReportingOverflow(by: unit)
        return isTooMany ? UInt64.max : seconds
    }
}

struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Remove a contact, or a group that was left, with the whole thread.",
        discussion: "The contact is not told. Both of you can meet again with a new link.")

    @OptionGroup var peer: Peer

    @Flag(help: "Do it without asking.")
    var yes = false

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let agent = try options.agent()
        let conversation = try await peer.find(agent)
        guard yes else {
            throw CommandFailure(
                .usage,
                "this deletes the thread with \(conversation.name): add --yes if you mean it")
        }
        try await agent.send(.delete, "conversations/\(conversation.id)")
    }
}
