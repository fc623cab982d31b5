import Agent
import Client
import ClientCore
import Pictures
import Testing

/// Everyday routes of an account whose contact is not there.
@Suite struct EverydayAPITests {
    private func conversation(_ client: AgentClient) async throws -> String {
        try await client.send(
            .post, "invites", InviteRequest(name: "Bob"), as: InviteBody.self
        ).conversation
    }

    @Test func messagesAreAnsweredChangedAndTakenBack() async throws {
        try await TestAgent.run { agent in
            let client = agent.client
            let path = "conversations/\(try await conversation(client))"
            let first = try await client.send(
                .post, "\(path)/messages", SendRequest(text: "first"), as: MessageBody.self)
            let reply = try await client.send(
                .post, "\(path)/messages", SendRequest(text: "reply", replyTo: first.id),
                as: MessageBody.self)
            #expect(reply.reply?.sequence == first.sequence && reply.reply?.text == "first")
            let edited = try await client.send(
                .put, "\(path)/messages/\(first.sequence)", EditRequest(text: "better"),
                as: MessageBody.self)
            #expect(edited.text == "better" && edited.editedAt != nil)
            let reacted = try await client.send(
                .put, "\(path)/messages/\(first.id)/reaction", ReactionRequest(emoji: "🎉"),
                as: MessageBody.self)
            #expect(reacted.reactions?.map(\.emoji) == ["🎉"])
            try await client.send(.delete, "\(path)/messages/\(first.id)?everyone=true")
            let left = try await client.get("\(path)/messages", as: MessagesBody.self).messages
            #expect(left.first?.deleted == true && left.first?.text == "")
            #expect(left.last?.reply?.text == "")
            try await client.send(.delete, "\(path)/messages/\(reply.sequence)")
            #expect(
                try await client.get("\(path)/messages", as: MessagesBody.self).messages.count == 1)
            #expect(
                await TestAgent.refusal {
                    try await client.send(
                        .put, "\(path)/messages/77/reaction", ReactionRequest(emoji: "🎉"))
                } == "no-such-message")
            #expect(
                await TestAgent.refusal {
                    try await client.send(
                        .put, "\(path)/lifetime",
                        LifetimeRequest(seconds: 31_536_000_000, from: nil))
                } == "bad-lifetime")
        }
    }

    @Test func searchFindsImportsOnceAndExportsAll() async throws {
        try await TestAgent.run { agent in
            let client = agent.client
            let path = "conversations/\(try await conversation(client))"
            try await client.send(.post, "\(path)/messages", SendRequest(text: "The Moon rises"))
            func found(_ words: String) async throws -> [MessageBody] {
                try await client.get("search?q=\(words)", as: SearchBody.self).messages
            }
            #expect(try await found("moon").count == 1)
            let chat = Array(
                "[31.12.22, 23:59:01] Ann: happy\n[31.12.22, 23:59:02] Bob: new year\nand more\n"
                    .utf8)
            for expected in [2, 0] {
                let body = try await client.upload(
                    .post, "\(path)/import?me=Ann", chat, type: "text/plain", as: ImportBody.self)
                #expect(body.imported == expected && body.known == 2 - expected)
            }
            let imported = try await found("year")
            #expect(imported.map(\.text) == ["new year\nand more"])
            #expect(imported.first?.imported == true && imported.first?.from == "Bob")
            #expect(try await found("happy").first?.from == nil)
            let thread = try await client.get("\(path)/export", as: ThreadBody.self)
            #expect(
                thread.messages.map(\.text) == ["happy", "new year\nand more", "The Moon rises"])
            for bad in ["nothing of a chat", "PK\u{3}\u{4}xxxx"] {
                #expect(
                    await TestAgent.refusal {
                        try await client.upload(
                            .post, "\(path)/import?me=Ann", Array(bad.utf8), type: "text/plain")
                    } == "bad-import")
            }
            try await client.send(.delete, path)
            #expect(try await found("moon").isEmpty)
            #expect(try await found("year").isEmpty)
        }
    }

    @Test func filesAreStoredAndBadOnesAreNot() async throws {
        try await TestAgent.run { agent in
            let client = agent.client
            let path = "conversations/\(try await conversation(client))"
            let bytes = (0..<20_000).map { UInt8(truncatingIfNeeded: $0) }
            let sent = try await client.upload(
                .post, "\(path)/files?name=a%2Fb.bin", bytes, type: "application/x-test",
                as: MessageBody.self)
            #expect(sent.file?.name == "b.bin" && sent.file?.size == 20_000)
            #expect(try await client.bytes("\(path)/files/\(sent.id)") == bytes)
            func send(_ bytes: [UInt8]) async -> String {
                await TestAgent.refusal {
                    try await client.upload(.post, "\(path)/files?name=x", bytes, type: "image/png")
                }
            }
            #expect(await send([]) == "empty-file")
            #expect(await send([UInt8](repeating: 1, count: 262_145)) == "file-too-large")
            #expect(await send([0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 3]) == "bad-picture")
            #expect(await send([0x49, 0x49, 0x2A, 0] + bytes.prefix(50)) == "bad-picture")
            let messages = try await client.get("\(path)/messages", as: MessagesBody.self)
            #expect(messages.messages.count == 1)
        }
    }
}
