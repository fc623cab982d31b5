import Agent

/// A conversation's messages, page by page.
struct Thread {
    private static let pageLength = 500

    let agent: AgentClient
    let conversation: String

    /// All messages behind a place, in order.
    func messages(after start: UInt64 = 0, isUnreadOnly: Bool = false) async throws -> [MessageBody]
    {
        try await all(of: "messages", isUnreadOnly ? "&unread=true" : "", after: start)
    }

    /// What was imported, by its time.
    func imported() async throws -> [MessageBody] { try await all(of: "history", after: 0) }

    /// The messages on both sides of a place.
    func around(_ place: UInt64) async throws -> [MessageBody] {
        try await agent.get(
            "conversations/\(conversation)/messages?around=\(place)&limit=20",
            as: MessagesBody.self
        ).messages
    }

    private func all(of part: String, _ query: String = "", after start: UInt64) async throws
        -> [MessageBody]
    {
        var messages: [MessageBody] = []
        var last = start
        while true {
            let page = try await agent.get(
                "conversations/\(conversation)/\(part)?after=\(last)"
                    + "&limit=\(Self.pageLength)\(query)",
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
