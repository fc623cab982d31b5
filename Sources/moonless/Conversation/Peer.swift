import Agent
import ArgumentParser

/// PEER on the command line: a contact's name, or the beginning of its id.
struct Peer: ParsableArguments {
    @Argument(help: "The contact's name, or the beginning of its id.")
    var peer: String

    func find(_ agent: AgentClient) async throws -> ConversationBody {
        try await Self.find(peer, agent)
    }

    static func find(_ text: String, _ agent: AgentClient) async throws -> ConversationBody {
        let contacts = try await agent.get("conversations", as: ConversationsBody.self)
            .conversations
        if let named = contacts.first(where: { $0.name == text }) { return named }
        let matches = contacts.filter {
            $0.name.lowercased() == text.lowercased()
                || (text.count >= 4 && $0.id.hasPrefix(text.lowercased()))
        }
        guard matches.count <= 1 else {
            throw CommandFailure(.noSuchContact, "several contacts match '\(text)': give more")
        }
        guard let match = matches.first else {
            throw CommandFailure(
                .noSuchContact, "no contact '\(text)': 'moonless contacts' lists them")
        }
        return match
    }
}
