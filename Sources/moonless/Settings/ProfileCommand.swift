import Agent
import ArgumentParser
import Client

struct ProfileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile",
        abstract: "Show or change the name and the picture that contacts see.",
        discussion: """
            Both reach every contact through the slots; servers learn neither. The picture is
            scaled down, and nothing but its pixels is sent. Members of groups who are no contacts
            see the name that was told when the group was joined, and no picture.
            """)

    @Option(help: "The new name.")
    var name: String?

    @Option(help: ArgumentHelp("A JPEG or PNG.", valueName: "file"))
    var picture: String?

    @Flag(help: "Take the picture away.")
    var noPicture = false

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let agent = try options.agent()
        if let name { try await agent.send(.put, "profile", NameRequest(name: name)) }
        if let picture {
            try await agent.upload(
                .put, "profile/picture", try PrivateFile.read(picture), type: "image/*")
        } else if noPicture {
            try await agent.send(.delete, "profile/picture")
        }
        let body = try await agent.get("profile", as: ProfileBody.self)
        if options.json {
            Console.line(JSONLine.text(body))
        } else if name == nil, picture == nil, !noPicture {
            Console.line(
                TerminalText.safeName(body.name) + (body.picture ? " (with a picture)" : ""))
        }
    }
}
