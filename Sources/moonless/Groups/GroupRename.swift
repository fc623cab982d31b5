import Agent
import ArgumentParser

struct GroupRename: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rename", abstract: "Give a group another name, for all members.")

    @OptionGroup var group: GroupArgument

    @Argument(help: "The new name.")
    var name: String

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let agent = try options.agent()
        let group = try await group.find(agent)
        try await agent.send(.put, "groups/\(group.id)", NameRequest(name: name))
    }
}
