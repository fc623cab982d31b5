import Agent
import Client
import FoundationEssentials
import Testing

/// Routes that the page needs beside those of the command line.
@Suite struct PageRoutesTests {
    private func path(_ agent: TestAgent) async throws -> String {
        let invite = try await agent.client.send(
            .post, "invites", InviteRequest(name: "Bob"), as: InviteBody.self)
        return "conversations/\(invite.conversation)"
    }

    @Test func threadsAreReadUpwardsPageByPage() async throws {
        try await TestAgent.run { agent in
            let client = agent.client
            let path = try await path(agent)
            for number in 1...7 {
                try await client.send(.post, "\(path)/messages", SendRequest(text: "\(number)"))
            }
            func texts(_ query: String) async throws -> [String] {
                try await client.get("\(path)/messages?\(query)", as: MessagesBody.self)
                    .messages.map(\.text)
            }
            #expect(try await texts("limit=3") == ["5", "6", "7"])
            #expect(try await texts("before=5&limit=3") == ["2", "3", "4"])
            #expect(try await texts("before=2&limit=3") == ["1"])
            #expect(try await texts("before=1&limit=3") == [])
            #expect(try await texts("before=0") == [])
            #expect(try await texts("before=1000") == ["1", "2", "3", "4", "5", "6", "7"])
            await #expect(throws: AgentClientError.self) { try await texts("before=2&after=1") }
        }
    }

    @Test func draftsAreKeptInTheVault() async throws {
        try await TestAgent.withHome { home in
            try TestAgent.makeAccount(home, .open)
            try await TestAgent.run(in: home) { agent in
                let path = try await path(agent)
                try await agent.client.send(.put, "\(path)/draft", DraftRequest(text: "begun"))
                let long = DraftRequest(text: String(repeating: "x", count: 70_000))
                await #expect(throws: AgentClientError.self) {
                    try await agent.client.send(.put, "\(path)/draft", long)
                }
            }
            for name in try PrivateFile.list(home.path) where name != "agent.sock" {
                let bytes = try PrivateFile.read(home.path + "/" + name)
                #expect(bytes.firstRange(of: Array("begun".utf8)) == nil)
            }
            try await TestAgent.run(in: home) { agent in
                func drafts() async throws -> [String] {
                    try await agent.client.get("conversations", as: ConversationsBody.self)
                        .conversations.map(\.draft)
                }
                #expect(try await drafts() == ["begun"])
                let id = try await agent.client.get("invites", as: InvitesBody.self).invites[0]
                try await agent.client.send(
                    .put, "conversations/\(id.conversation)/draft", DraftRequest(text: ""))
                #expect(try await drafts() == [""])
            }
        }
    }

    @Test func fullDiskKeepsTheDraftOfBefore() async throws {
        try await TestAgent.run { agent in
            let path = try await path(agent)
            try await agent.client.send(.put, "\(path)/draft", DraftRequest(text: "first"))
            try agent.vault.limitGrowth(pages: 0)
            let browser = try await agent.browser()
            let long = DraftRequest(text: String(repeating: "x", count: 60_000))
            let answer = try await browser.send("PUT", "/api/v1/\(path)/draft", long)
            #expect(answer.status == 507 && answer.code == "disk-full")
            let bodies = try await agent.client.get("conversations", as: ConversationsBody.self)
            #expect(bodies.conversations.map(\.draft) == ["first"])
        }
    }

    @Test func qrCodesAreDrawn() async throws {
        try await TestAgent.run(.noAccount) { agent in
            let browser = try await agent.browser()
            let answer = try await browser.send(
                "POST", "/api/v1/qr", QRRequest(text: "moonless:invite/x"))
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == "image/svg+xml")
            #expect(answer.body.hasPrefix("<svg ") && answer.body.contains("h1v1h-1z"))
            let long = QRRequest(text: String(repeating: "x", count: 5_000))
            #expect(try await browser.send("POST", "/api/v1/qr", long).code == "bad-request")
            let none = try await browser.send("POST", "/api/v1/qr", QRRequest(text: ""))
            #expect(none.code == "bad-request")
        }
    }

    @Test func backupIsDownloadedAndLeavesNothing() async throws {
        try await TestAgent.run { agent in
            _ = try await path(agent)
            let browser = try await agent.browser()
            let answer = try await browser.get("/api/v1/backup")
            #expect(answer.status == 200 && answer.body.hasPrefix("moonless backup\n"))
            let names = try PrivateFile.list(agent.home.path)
            #expect(!names.contains { $0.hasPrefix("download") }, "\(names)")
        }
    }

    @Test func leavingNeedsConsentAndThePassphrase() async throws {
        try await TestAgent.run { agent in
            let browser = try await agent.browser()
            func leave(_ body: LeaveRequest) async throws -> TestBrowser.Answer {
                try await browser.send("POST", "/api/v1/leave", body)
            }
            #expect(
                try await leave(LeaveRequest(confirm: false, passphrase: TestAgent.passphrase)).code
                    == "bad-request")
            #expect(
                try await leave(LeaveRequest(confirm: true, passphrase: "wrong")).code
                    == "wrong-passphrase")
            #expect(try await browser.get("/api/v1/status").status == 200)
            // Servers that are not there: said, and the account is as it was.
            let right = LeaveRequest(
                confirm: true, passphrase: TestAgent.passphrase, timeoutSeconds: 0)
            #expect(try await leave(right).status == 202)
            var departure = DepartureBody(phase: .telling)
            for _ in 0..<600 where departure.phase != .failed {
                try await Task.sleep(for: .milliseconds(50))
                departure = try await browser.get("/api/v1/leave").decode(DepartureBody.self)
            }
            #expect(departure.phase == .failed && departure.message != nil)
            #expect(agent.home.hasAccount)
            let again = try await browser.send(
                "POST", "/api/v1/unlock", UnlockRequest(passphrase: TestAgent.passphrase))
            #expect(try again.decode(SessionBody.self).state == .open)
        }
    }
}
