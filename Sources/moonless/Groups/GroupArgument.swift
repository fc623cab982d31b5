import Agent
import ArgumentParser

/// GROUP on the command line: a group's name, or the beginning of its id.
struct GroupArgument: ParsableArguments {
    @Argument(help: "The group's name, or the beginning of its id.")
    var group: String

    func find(_ agent: AgentClient) async throws -> ConversationBody {
        try await Self.find(group, agent)
    }

    static func find(_ group: String, _ agent: AgentClient) async throws -> ConversationBody {
        let found = try await Peer.find(group, agent)
        guard found.group else {
            throw CommandFailure(
                .noSuchContact, "'\(group)' is a contact: 'moonless group list' lists the groups")
        }
        return found
    }
}

/// MEMBER on the command line: a name, or the beginning of an id.
enum GroupMember {
    static func find(
        _ text: String, in group: ConversationBody, _ agent: AgentClient
    ) async throws -> MemberBody {
        let members = try await agent.get("groups/\(group.id)/members", as: MembersBody.self)
            .members
        if let named = members.first(where: { $0.name == text }) { return named }
        let matches = members.filter {
            $0.name.lowercased() == text.lowercased() || $0.name == "~" + text
                || (text.count >= 4 && $0.id.hasPrefix(text.lowercased()))
        }
        guard matches.count <= 1 else {
            throw CommandFailure(.noSuchContact, "several members match '\(text)': give more")
        }
        guard let match = matches.first else {
            throw CommandFailure(
                .noSuchContact,
                "no member '\(text)': 'moonless group list GROUP' lists them")
        }
        return match
    }
}
