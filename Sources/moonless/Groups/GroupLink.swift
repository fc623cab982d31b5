import Agent
import ArgumentParser

struct GroupLink: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "link",
        abstract: "Make a link that lets one person come into a group.",
        discussion: """
            Who accepts it becomes a contact of yours and is then added to the group. It works
            once: make one for each person. 'moonless invite --list' shows those that nobody has
            used yet.
            """)

    @OptionGroup var group: GroupArgument
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let agent = try options.agent()
        let group = try await group.find(agent)
        let invite = try await agent.send(
            .post, "groups/\(group.id)/link", [String: String](), as: InviteBody.self)
        if options.json { return Console.line(JSONLine.text(invite)) }
        Console.line(invite.link)
        QRPicture.show(invite.link)
    }
}
