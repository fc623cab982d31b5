import Agent
import ArgumentParser
import NIOPosix

struct Chat: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Talk with a contact.",
        discussion: """
            Shows the latest messages and what comes while you type. Enter sends, Ctrl-D on an
            empty line ends. Without a terminal, each line of standard input is sent.
            """)

    @OptionGroup var peer: Peer

    @Option(help: ArgumentHelp("Show so many earlier messages.", valueName: "number"))
    var history = 20

    @OptionGroup var options: GlobalOptions

    func validate() throws {
        guard history >= 0 else { throw ValidationError("--history takes a number from 0 on.") }
        guard !options.json else {
            throw ValidationError("chat is for people: use 'read --follow --json' and 'send'.")
        }
    }

    func run() async throws {
        let agent = try options.agent()
        let contact = try await peer.find(agent)
        let stream = try await agent.events()
        try await agent.send(
            .put, "open",
            OpenRequest(conversation: contact.id, listener: stream.hello.listener))
        let terminal = Console.outputIsTerminal ? RawTerminal() : nil
        defer { terminal?.restore() }
        var session = ChatSession(
            agent: agent, contact: contact, isTerminal: terminal != nil)
        try await session.begin(history: history)
        try await session.run(Self.merged(stream.events, isTerminal: terminal != nil))
    }

    /// What is typed and what happens, in one sequence.
    private static func merged(
        _ events: AsyncThrowingStream<ServerSentEvent, any Error>, isTerminal: Bool
    ) -> AsyncThrowingStream<ChatInput, any Error> {
        let (inputs, continuation) = AsyncThrowingStream.makeStream(of: ChatInput.self)
        // Reading a terminal blocks a thread, for as long as the program lives.
        NIOThreadPool.singleton.submit { _ in
            while let bytes = RawTerminal.readBytes() { continuation.yield(.typed(bytes)) }
            continuation.yield(.endOfInput)
        }
        // Ends with the program, as the events do.
        Task {
            do {
                for try await event in events { continuation.yield(.event(event)) }
                continuation.finish()
            } catch {
                continuation.finish(throwing: error)
            }
        }
        return inputs
    }
}

enum ChatInput: Sendable {
    case typed([UInt8])
    case endOfInput
    case event(ServerSentEvent)
}
