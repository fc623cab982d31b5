import Agent
import ArgumentParser

struct GroupAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add contacts to a group.",
        discussion: """
            Succeeds once that is noted; a contact is in as soon as its program has sent its
            keys and the committer has carried it out. 'moonless group list GROUP' shows how far
            it is.
            """)

    @OptionGroup var group: GroupArgument

    @Argument(help: ArgumentHelp("Contacts to add.", valueName: "peer"))
    var peers: [String]

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let agent = try options.agent()
        let group = try await group.find(agent)
        var contacts: [String] = []
        for peer in peers { contacts.append(try await Peer.find(peer, agent).id) }
        try await agent.send(
            .post, "groups/\(group.id)/members", AddMembersRequest(contacts: contacts))
    }
}
