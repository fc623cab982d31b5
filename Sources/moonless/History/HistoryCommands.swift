import Agent
import ArgumentParser
import Client

struct Search: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Find messages that hold all of the words, the newest first.",
        discussion:
            "Parts of words are found too; capitals do not matter. Nothing leaves this machine.")

    @Argument(help: "The words.")
    var words: [String]

    @Option(name: .customLong("in"), help: ArgumentHelp("Only here.", valueName: "peer"))
    var peer: String?

    @Option(help: "At most so many.")
    var limit = 50

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let agent = try options.agent()
        var query = "q=\(URLText.encoded(words.joined(separator: " ")))&limit=\(limit)"
        if let peer { query += "&conversation=\(try await Peer.find(peer, agent).id)" }
        for message in try await agent.get("search?\(query)", as: SearchBody.self).messages {
            Console.line(
                options.json
                    ? JSONLine.text(message)
                    : MessageLine.text(message, withContact: true, withNumber: true))
        }
    }
}

struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a conversation to a file, as JSON or as text.",
        discussion:
            "Files are named, not included. The file is for its owner alone, and not sealed.")

    @OptionGroup var peer: Peer

    @Option(help: "'json' or 'text'.")
    var format = "json"

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Where to; else standard output.", valueName: "file"))
    var output: String?

    @Flag(help: "Replace a file that is there.")
    var overwrite = false

    @OptionGroup var options: GlobalOptions

    func validate() throws {
        guard ["json", "text"].contains(format) else {
            throw ValidationError("--format takes 'json' or 'text'.")
        }
    }

    func run() async throws {
        let agent = try options.agent()
        let conversation = try await peer.find(agent)
        let bytes = try await agent.bytes(
            "conversations/\(conversation.id)/export?format=\(format)")
        guard let output else {
            let text = String(decoding: bytes, as: UTF8.self)
            return Console.line(
                format == "json" ? JSONLine.escaped(text) : TerminalText.safeMessage(text))
        }
        let file = try FileOutput(output, replacing: overwrite)
        try file.write(bytes)
        try file.finish()
    }
}

struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Add a WhatsApp chat export to a conversation, as history.",
        discussion: """
            The file is what WhatsApp exports: a text, or a zip of which the text is read. Its
            messages are shown as imported and not verified; nobody is sent anything. A second
            import of the same chat adds what is new. Lines that were not understood are printed.
            """)

    @OptionGroup var peer: Peer

    @Argument(help: "The exported file.")
    var file: String

    @Option(help: ArgumentHelp("Your name in the chat.", valueName: "name"))
    var me: String?

    @Option(help: ArgumentHelp("The order of dates: dmy, mdy or ymd.", valueName: "order"))
    var dates: String?

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let agent = try options.agent()
        let conversation = try await peer.find(agent)
        var query = ""
        if let me { query += "&me=\(URLText.encoded(me))" }
        if let dates { query += "&dates=\(URLText.encoded(dates))" }
        let body = try await agent.upload(
            .post, "conversations/\(conversation.id)/import?\(query.dropFirst())",
            try PrivateFile.read(file), type: "application/octet-stream", as: ImportBody.self)
        if options.json { return Console.line(JSONLine.text(body)) }
        for problem in body.problems {
            Console.error(
                "line \(problem.line): \(TerminalText.safe(problem.reason)): "
                    + TerminalText.safe(problem.text))
        }
        guard me != nil else {
            let names = body.authors.map { TerminalText.safeName($0) }.joined(separator: ", ")
            throw CommandFailure(.usage, "say with --me who of these you are: \(names)")
        }
        Console.line("\(body.imported) new messages, \(body.known) known already")
    }
}
