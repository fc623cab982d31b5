import Agent
import ArgumentParser

struct GroupRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove a member from a group.",
        discussion: "A removed member reads nothing that is said afterwards.")

    @OptionGroup var group: GroupArgument

    @Argument(help: "The member's name, or the beginning of its id.")
    var member: String

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let agent = try options.agent()
        let group = try await group.find(agent)
        let member = try await GroupMember.find(member, in: group, agent)
        try await agent.send(.delete, "groups/\(group.id)/members/\(member.id)")
    }
}
