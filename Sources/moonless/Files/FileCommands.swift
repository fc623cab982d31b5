import Agent
import ArgumentParser
import Client
import FoundationEssentials

struct FileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "file",
        abstract: "Send files of up to 256 KiB, and see how far they have come.",
        discussion: """
            Files travel behind texts, in the cells that are sent anyway: nothing of it shows at
            the servers, and a text is not held up. How long it takes is told before it begins.
            """,
        subcommands: [
            FileSend.self, FileList.self, FileSave.self, FilePause.self, FileResume.self,
            FileCancel.self,
        ])
}

struct FileSend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send", abstract: "Send a file, a picture or a voice note.",
        discussion: """
            Pictures are scaled down and freed of place, time and camera, unless --original is
            given: then the file goes out as it is, with all that it tells.
            """)

    @OptionGroup var peer: Peer

    @Argument(help: "The file.")
    var file: String

    @Option(help: "A text that goes with it.")
    var caption: String = ""

    @Flag(help: "Send a picture as it is.")
    var original = false

    @Flag(help: "It is a voice note.")
    var voice = false

    @Option(help: ArgumentHelp("The media type.", valueName: "type"))
    var type: String = "application/octet-stream"

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let agent = try options.agent()
        let contact = try await peer.find(agent)
        let bytes = try PrivateFile.read(file)
        let query = [
            ("name", file.split(separator: "/").last.map(String.init) ?? file),
            ("caption", caption), ("role", voice ? "voice" : "file"),
            ("original", original ? "true" : "false"),
        ].map { "\($0.0)=\(URLText.encoded($0.1))" }.joined(separator: "&")
        let message = try await agent.upload(
            .post, "conversations/\(contact.id)/files?\(query)", bytes, type: type,
            as: MessageBody.self)
        if options.json {
            Console.line(JSONLine.text(message))
        } else if let size = message.file?.size {
            let estimate = try await agent.get(
                "transfers/estimate?bytes=\(size)", as: EstimateBody.self)
            Console.line(
                "#\(message.sequence): \(size) bytes, about \(estimate.seconds) seconds while the "
                    + "contact is there")
        }
    }
}

struct FileList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List files on their way.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let agent = try options.agent()
        let contacts = try await agent.get("conversations", as: ConversationsBody.self)
            .conversations
        for transfer in try await agent.get("transfers", as: TransfersBody.self).transfers {
            guard !options.json else {
                Console.line(JSONLine.text(transfer))
                continue
            }
            let name = contacts.first { $0.id == transfer.conversation }?.name ?? ""
            Console.line(
                "\(TerminalText.safeName(name)) #\(transfer.sequence)  "
                    + (transfer.outgoing ? "to" : "from")
                    + "  \(transfer.doneBytes) of \(transfer.bytes) bytes  \(transfer.state)  "
                    + "about \(transfer.secondsLeft) seconds")
        }
    }
}

struct FileSave: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "save", abstract: "Write a file that has come to the disk.")

    @OptionGroup var target: MessageArgument

    @Option(name: .shortAndLong, help: ArgumentHelp("Where to.", valueName: "file"))
    var output: String

    @Flag(help: "Replace a file that is there.")
    var overwrite = false

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let agent = try options.agent()
        let bytes = try await agent.bytes(try await target.path(agent, in: "files"))
        let file = try FileOutput(output, replacing: overwrite)
        try file.write(bytes)
        try file.finish()
    }
}

/// Lets a file rest, or go on.
protocol FileRest: AsyncParsableCommand {
    static var isPaused: Bool { get }
    var target: MessageArgument { get }
    var options: GlobalOptions { get }
}

extension FileRest {
    func run() async throws {
        let agent = try options.agent()
        try await agent.send(
            .put, try await target.path(agent, in: "files"), PauseRequest(paused: Self.isPaused))
    }
}

struct FilePause: FileRest {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Let a file rest, own or not.",
        discussion: "Of a file that comes, nothing more is taken in; its sender is not told.")
    static let isPaused = true

    @OptionGroup var target: MessageArgument
    @OptionGroup var options: GlobalOptions
}

struct FileResume: FileRest {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Let it go on.")
    static let isPaused = false

    @OptionGroup var target: MessageArgument
    @OptionGroup var options: GlobalOptions
}

struct FileCancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Do without the rest of a file, own or not.")

    @OptionGroup var target: MessageArgument
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let agent = try options.agent()
        try await agent.send(.delete, try await target.path(agent, in: "files"))
    }
}
