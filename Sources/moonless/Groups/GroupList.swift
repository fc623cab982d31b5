import Agent
import ArgumentParser

struct GroupList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the groups, or the members of one.",
        discussion: """
            A name behind '~' is what a member calls itself; it is none of your contacts.
            """)

    @Argument(help: "A group's name, or the beginning of its id: its members.")
    var group: String?

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let agent = try options.agent()
        if let group {
            return try await showMembers(try await GroupArgument.find(group, agent), agent)
        }
        let groups = try await agent.get("groups", as: ConversationsBody.self).conversations
        for group in groups {
            Console.line(options.json ? JSONLine.text(group) : Self.line(group))
        }
    }

    private static func line(_ group: ConversationBody) -> String {
        var notes = ["\(group.members) members"]
        if group.phase != "active" { notes = [group.phase] }
        if group.unread > 0 { notes.append("\(group.unread) unread") }
        if group.waiting > 0 { notes.append("\(group.waiting) not yet delivered") }
        if let notice = group.notice { notes.append(TerminalText.safe(notice)) }
        return "\(group.id.prefix(8))  \(TerminalText.safeName(group.name))  "
            + "(\(notes.joined(separator: ", ")))"
    }

    private func showMembers(_ group: ConversationBody, _ agent: AgentClient) async throws {
        let members = try await agent.get("groups/\(group.id)/members", as: MembersBody.self)
            .members
        for member in members {
            Console.line(
                options.json
                    ? JSONLine.text(member)
                    : "\(member.id.prefix(8))  \(TerminalText.safeName(member.name))  "
                        + "(\(member.role))")
        }
    }
}
