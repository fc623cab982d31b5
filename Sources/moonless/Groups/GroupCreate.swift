import Agent
import ArgumentParser

struct GroupCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a group and add contacts to it.",
        discussion: """
            Prints the group's id. Contacts are in as soon as their programs have sent their
            keys; texts that are sent before reach only those who are in.
            """)

    @Argument(help: "The group's name.")
    var name: String

    @Argument(help: ArgumentHelp("Contacts to add.", valueName: "peer"))
    var peers: [String] = []

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let agent = try options.agent()
        var contacts: [String] = []
        for peer in peers { contacts.append(try await Peer.find(peer, agent).id) }
        let group = try await agent.send(
            .post, "groups", GroupRequest(name: name, contacts: contacts),
            as: ConversationBody.self)
        Console.line(options.json ? JSONLine.text(group) : String(group.id))
    }
}
