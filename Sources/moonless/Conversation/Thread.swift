import Agent

/// A conversation's messages, page by page.
struct Thread {
    private static let pageLength = 500

    let agent: AgentClient
    let conversation: String

    /// All messages behind a place, in order.
    func messages(after start: UInt64 = 0, isUnreadOnly: Bool = false) async throws -> [MessageBody]
    {
        var messages: [MessageBody] = []
        var last = start
        while true {
            let unread = isUnreadOnly ? "&unread=true" : ""
            let page = try await agent.get(
                "conversations/\(conversation)/messages?after=\(last)"
                    + "&limit=\(Self.pageLength)\(unread)",
                as: MessagesBody.self
            ).messages
            messages += page
            guard page.count == Self.pageLength, let sequence = page.last?.sequence else {
                return messages
            }
            last = sequence
        }
    }

    func newest(_ count: Int) async throws -> [MessageBody] {
        try await agent.get(
            "conversations/\(conversation)/messages?limit=\(count)", as: MessagesBody.self
        ).messages
    }

    func markRead(upTo sequence: UInt64) async throws {
        try await agent.send(
            .post, "conversations/\(conversation)/read", ReadRequest(sequence: sequence))
    }
}
