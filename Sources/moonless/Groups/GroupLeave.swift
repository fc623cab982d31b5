import Agent
import ArgumentParser

struct GroupLeave: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "leave",
        abstract: "Leave a group.",
        discussion: """
            The thread stays and can still be read. If you are the only administrator, another
            member becomes one.
            """)

    @OptionGroup var group: GroupArgument
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let agent = try options.agent()
        try await agent.send(.delete, "groups/\(try await group.find(agent).id)")
    }
}
