import Agent
import ArgumentParser

/// PEER and MESSAGE on the command line.
struct MessageArgument: ParsableArguments {
    @Argument(help: "The contact's or group's name, or the beginning of its id.")
    var peer: String

    @Argument(
        help: ArgumentHelp(
            "The message: its number ('moonless read --numbers' shows it), its id, or 'last'.",
            valueName: "message"))
    var message: String

    /// The API's path of the message.
    func path(_ agent: AgentClient, in collection: String = "messages") async throws -> String {
        let conversation = try await Peer.find(peer, agent)
        let pointer = try await Self.pointer(message, in: conversation, agent)
        return "conversations/\(conversation.id)/\(collection)/\(pointer)"
    }

    /// A message's number or id; `last` is the newest one that is no event.
    static func pointer(
        _ text: String, in conversation: ConversationBody, _ agent: AgentClient
    ) async throws -> String {
        if text == "last" {
            let newest = try await Thread(agent: agent, conversation: conversation.id).newest(50)
            guard let last = newest.last(where: \.isText) else {
                throw CommandFailure(.noSuchContact, "there is no message yet")
            }
            return String(last.sequence)
        }
        let bare = text.hasPrefix("#") ? String(text.dropFirst()) : text
        let isPlain = bare.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x61...0x66).contains($0)
        }
        guard !bare.isEmpty, isPlain else {
            throw ValidationError("A message is a number, an id, or 'last'.")
        }
        return bare
    }
}
