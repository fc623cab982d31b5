import Agent
import ArgumentParser

struct GroupPromote: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promote", abstract: "Make a member an administrator.")

    @OptionGroup var group: GroupArgument

    @Argument(help: "The member's name, or the beginning of its id.")
    var member: String

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let agent = try options.agent()
        let group = try await group.find(agent)
        let member = try await GroupMember.find(member, in: group, agent)
        try await agent.send(
            .put, "groups/\(group.id)/members/\(member.id)", RoleRequest(role: "administrator"))
    }
}
