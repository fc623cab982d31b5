import Agent
import Client
import Testing

@Suite struct AgentAPITests {
    @Test func statusSaysWhyThereIsNoConnection() async throws {
        try await TestAgent.run { agent in
            var status = try await agent.client.get("status", as: StatusBody.self)
            for _ in 0..<100 where status.connection.state != "waiting" {
                try await Task.sleep(for: .milliseconds(50))
                status = try await agent.client.get("status", as: StatusBody.self)
            }
            #expect(status.connection.state == "waiting")
            #expect(status.connection.reason?.contains("127.0.0.1:1") == true)
            #expect(status.name == "Alice" && status.deployment == "Nowhere")
        }
    }

    @Test func textsToAnInvitedContactAreStoredAndListed() async throws {
        try await TestAgent.run { agent in
            let client = agent.client
            let invite = try await client.send(
                .post, "invites", InviteRequest(name: "Bob"), as: InviteBody.self)
            #expect(invite.name == "Bob" && invite.link.hasPrefix("moonless:invite/"))
            let path = "conversations/\(invite.conversation)"
            for text in ["one", "two", "three"] {
                let message = try await client.send(
                    .post, "\(path)/messages", SendRequest(text: text), as: MessageBody.self)
                #expect(message.state == "queued" && message.from == nil)
                #expect(Timestamp.date(message.sentAt) != nil)
            }
            func texts(_ query: String) async throws -> [String] {
                try await client.get("\(path)/messages?\(query)", as: MessagesBody.self)
                    .messages.map(\.text)
            }
            #expect(try await texts("") == ["one", "two", "three"])
            #expect(try await texts("limit=2") == ["two", "three"])
            #expect(try await texts("after=1&limit=1") == ["two"])
            #expect(try await texts("unread=true") == [])
            let contacts = try await client.get("conversations", as: ConversationsBody.self)
            #expect(contacts.conversations.map(\.name) == ["Bob"])
            #expect(contacts.conversations.first?.waiting == 3)
            #expect(contacts.conversations.first?.phase == "invited")
        }
    }

    @Test func invitationsAreListedAndWithdrawn() async throws {
        try await TestAgent.run { agent in
            let client = agent.client
            let invite = try await client.send(
                .post, "invites", InviteRequest(name: nil), as: InviteBody.self)
            #expect(try await client.get("invites", as: InvitesBody.self).invites.count == 1)
            try await client.send(.delete, "invites/\(invite.conversation)")
            #expect(try await client.get("invites", as: InvitesBody.self).invites.isEmpty)
            #expect(
                await TestAgent.refusal {
                    try await client.send(.delete, "invites/\(invite.conversation)")
                }
                    == "no-such-invite")
        }
    }

    @Test func refusalsNameTheirReason() async throws {
        try await TestAgent.run { agent in
            let client = agent.client
            let own = try await client.send(
                .post, "invites", InviteRequest(name: "Bob"), as: InviteBody.self)
            let send = SendRequest(text: "hello")
            #expect(
                await TestAgent.refusal {
                    try await client.send(.post, "conversations/00/messages", send)
                }
                    == "no-such-contact")
            let messages = "conversations/\(own.conversation)/messages"
            #expect(
                await TestAgent.refusal {
                    try await client.send(.post, messages, SendRequest(text: ""))
                }
                    == "empty-text")
            let long = SendRequest(text: String(repeating: "x", count: 70_000))
            #expect(
                await TestAgent.refusal { try await client.send(.post, messages, long) }
                    == "text-too-long")
            #expect(
                await TestAgent.refusal {
                    try await client.send(.post, "invites", InviteRequest(name: "Bob"))
                } == "name-taken")
            #expect(
                await TestAgent.refusal {
                    try await client.send(.post, "accept", AcceptRequest(link: "x", name: nil))
                } == "bad-link")
            #expect(
                await TestAgent.refusal {
                    try await client.send(
                        .post, "accept", AcceptRequest(link: own.link, name: nil))
                } == "own-link")
            #expect(
                await TestAgent.refusal { try await client.send(.post, messages, ["no": "text"]) }
                    == "bad-request")
            #expect(
                await TestAgent.refusal { _ = try await client.get("nothing", as: StatusBody.self) }
                    == "not-found")
            let query = "\(messages)?after=x"
            #expect(
                await TestAgent.refusal { _ = try await client.get(query, as: MessagesBody.self) }
                    == "bad-request")
            #expect(
                await TestAgent.refusal {
                    _ = try await client.get(
                        "conversations/\(own.conversation)/safety-number",
                        as: SafetyNumberBody.self)
                } == "not-yet-introduced")
        }
    }

    @Test func eventsTellOfMessagesToEveryListener() async throws {
        try await TestAgent.run { agent in
            let client = agent.client
            let invite = try await client.send(
                .post, "invites", InviteRequest(name: "Bob"), as: InviteBody.self)
            let listeners = [try await client.events(), try await client.events()]
            #expect(listeners[0].hello.listener != listeners[1].hello.listener)
            let sent = try await client.send(
                .post, "conversations/\(invite.conversation)/messages",
                SendRequest(text: "hello"), as: MessageBody.self)
            for listener in listeners {
                for try await event in listener.events where event.name == "message" {
                    #expect(try event.decode(MessageBody.self) == sent)
                    break
                }
            }
        }
    }

    @Test func openNeedsAListenerThatListens() async throws {
        try await TestAgent.run { agent in
            let client = agent.client
            let invite = try await client.send(
                .post, "invites", InviteRequest(name: "Bob"), as: InviteBody.self)
            let listener = try await client.events()
            let id = listener.hello.listener
            try await client.send(
                .put, "open", OpenRequest(conversation: invite.conversation, listener: id))
            try await client.send(.put, "open", OpenRequest(conversation: nil, listener: id))
            #expect(
                await TestAgent.refusal {
                    try await client.send(
                        .put, "open", OpenRequest(conversation: nil, listener: "somebody"))
                } == "bad-request")
            #expect(
                await TestAgent.refusal {
                    try await client.send(
                        .put, "open", OpenRequest(conversation: "00", listener: id))
                } == "no-such-contact")
            withExtendedLifetime(listener) {}
        }
    }

    @Test func fullDiskIsSaidAndNothingIsHalfDone() async throws {
        try await TestAgent.run { agent in
            let client = agent.client
            let invite = try await client.send(
                .post, "invites", InviteRequest(name: "Bob"), as: InviteBody.self)
            let path = "conversations/\(invite.conversation)/messages"
            try agent.vault.limitGrowth(pages: 0)
            let text = SendRequest(text: String(repeating: "x", count: 50_000))
            #expect(
                await TestAgent.refusal { try await client.send(.post, path, text) } == "disk-full")
            #expect(
                try await client.get("status", as: StatusBody.self).trouble?
                    .contains("disk is full") == true)
            #expect(try await client.get(path, as: MessagesBody.self).messages.isEmpty)
            try agent.vault.limitGrowth(pages: nil)
            try await client.send(.post, path, text)
            #expect(try await client.get(path, as: MessagesBody.self).messages.count == 1)
            #expect(try await client.get("status", as: StatusBody.self).trouble == nil)
        }
    }

    @Test func nobodyAnswersWhereNoAgentRuns() async throws {
        await #expect(throws: AgentClientError.notRunning) {
            try await AgentClient(socketPath: "/tmp/moonless-no-agent.sock").get(
                "status", as: StatusBody.self)
        }
    }
}
