import Agent
import ArgumentParser

struct Accept: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Answer somebody's link.",
        discussion: """
            The contact is there at once and can be written to; texts wait until the introduction
            is complete, which needs both sides to be connected for a few rounds.
            """)

    @Argument(help: "The link, 'moonless:invite/...'; '-' reads it from standard input.")
    var link: String

    @Option(help: ArgumentHelp("The name that the contact will have here.", valueName: "peer"))
    var name: String?

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let contact = try await options.agent().send(
            .post, "accept", AcceptRequest(link: try LinkArgument.text(link), name: name),
            as: ConversationBody.self)
        if options.json {
            Console.line(JSONLine.text(contact))
        } else {
            Console.line("contact: \(TerminalText.safeName(contact.name))")
        }
    }
}
