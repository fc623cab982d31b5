import Client
import Testing

@testable import Agent

/// The account's stages: none, locked, open; and the locked screen.
@Suite struct SessionTests {
    private func state(_ browser: TestBrowser) async throws -> SessionBody {
        try await browser.get("/api/v1/session").decode(SessionBody.self)
    }

    @Test func agentWithoutAnAccountSaysSo() async throws {
        try await TestAgent.run(.noAccount) { agent in
            let browser = try await agent.browser()
            let session = try await state(browser)
            #expect(session.state == .none && session.opensBy == nil && session.name == nil)
            for path in ["status", "conversations", "events"] {
                let answer = try await browser.get("/api/v1/\(path)")
                #expect(answer.status == 409 && answer.code == "no-account", "\(path)")
            }
            let unlock = try await browser.send(
                "POST", "/api/v1/unlock", UnlockRequest(passphrase: "x"))
            #expect(unlock.code == "no-account")
        }
    }

    @Test func joinWithAnUnreachableLeaderLeavesNothingBehind() async throws {
        try await TestAgent.run(.noAccount) { agent in
            let browser = try await agent.browser()
            func join(_ link: String, _ passphrase: String) async throws -> TestBrowser.Answer {
                try await browser.send(
                    "POST", "/api/v1/join",
                    JoinRequest(link: link, name: "Alice", passphrase: passphrase))
            }
            #expect(try await join("moonless:join/AAAA", "x").code == "bad-link")
            #expect(try await join("https://example.org", "x").code == "bad-link")
            let link = try TestAgent.joinLink()
            #expect(try await join(link, "").code == "empty-passphrase")
            let answer = try await join(" \(link)\n", "first")
            #expect(answer.status == 502 && answer.code == "server-unreachable")
            #expect(!agent.home.hasVault)
            // So that another passphrase may be chosen.
            #expect(try await join(link, "second").code == "server-unreachable")
            let preview = try await browser.send(
                "POST", "/api/v1/join/preview", JoinPreviewRequest(link: link))
            #expect(preview.code == "server-unreachable")
            #expect(try await state(browser).state == .none)
        }
    }

    @Test func lockedAccountIsOpenedByItsPassphrase() async throws {
        try await TestAgent.run(.locked) { agent in
            let browser = try await agent.browser()
            let session = try await state(browser)
            #expect(session.state == .locked && session.opensBy == .passphrase)
            #expect(session.name == nil)
            let closed = try await browser.get("/api/v1/status")
            #expect(closed.status == 423 && closed.code == "locked")
            let join = JoinRequest(
                link: try TestAgent.joinLink(), name: nil, passphrase: TestAgent.passphrase)
            let second = try await browser.send("POST", "/api/v1/join", join)
            #expect(second.status == 409 && second.code == "account-exists")
            let wrong = try await browser.send(
                "POST", "/api/v1/unlock", UnlockRequest(passphrase: "wrong"))
            #expect(wrong.status == 403 && wrong.code == "wrong-passphrase")
            #expect(try await state(browser).state == .locked)
            let right = try await browser.send(
                "POST", "/api/v1/unlock", UnlockRequest(passphrase: TestAgent.passphrase))
            #expect(try right.decode(SessionBody.self).state == .open)
            #expect(try await browser.get("/api/v1/status").status == 200)
            // The command line too.
            #expect(try await agent.client.get("status", as: StatusBody.self).name == "Alice")
        }
    }

    @Test func wrongPassphrasesAreLookedAtEverMoreSlowly() async throws {
        try await TestAgent.run(.locked) { agent in
            let browser = try await agent.browser()
            // From first to last: on a busy machine some of a delay is over before its answer is read.
            let time = try await ContinuousClock().measure {
                for _ in 0..<3 {
                    let answer = try await browser.send(
                        "POST", "/api/v1/unlock", UnlockRequest(passphrase: "wrong"))
                    #expect(answer.code == "wrong-passphrase")
                }
            }
            #expect(time >= .milliseconds(250 + 500))
        }
    }

    @Test func eachWrongPassphraseDoublesTheDelay() {
        let now = ContinuousClock.now
        var delay = GuessingDelay()
        var delays: [Duration] = []
        for _ in 0..<20 {
            delay.failed(at: now)
            delays.append(delay.next - now)
        }
        let doubled = (0..<7).map { Duration.milliseconds(250 << $0) }
        #expect(delays == doubled + Array(repeating: .seconds(30), count: 13))
        delay.succeeded()
        #expect(delay.next <= .now)
    }

    @Test func screenLockClosesThePageAndNothingElse() async throws {
        try await TestAgent.run { agent in
            let browser = try await agent.browser()
            async let stream = browser.events(until: "event: session")
            while await agent.listeners == 0 { try await Task.sleep(for: .milliseconds(10)) }
            #expect(try await browser.ask("POST", "/api/v1/lock").status == 200)
            // A stream of before ends, and says why.
            #expect(try await stream.contains(#"{"screenLocked":true}"#))
            let session = try await state(browser)
            #expect(session.state == .open && session.screenLocked && session.name == nil)
            for (method, path) in [
                ("GET", "status"), ("GET", "conversations"), ("GET", "events"),
                ("PUT", "settings"), ("POST", "shutdown"), ("DELETE", "web/tokens"),
                ("POST", "qr"), ("GET", "backup"), ("POST", "leave"),
            ] {
                let answer = try await browser.ask(method, "/api/v1/\(path)")
                #expect(answer.status == 423 && answer.code == "locked", "\(path)")
            }
            // The owner's own programs go on.
            #expect(try await agent.client.get("status", as: StatusBody.self).name == "Alice")
            let wrong = try await browser.send(
                "POST", "/api/v1/unlock", UnlockRequest(passphrase: "wrong"))
            #expect(wrong.code == "wrong-passphrase")
            #expect(try await state(browser).screenLocked)
            let right = try await browser.send(
                "POST", "/api/v1/unlock", UnlockRequest(passphrase: TestAgent.passphrase))
            #expect(try right.decode(SessionBody.self).screenLocked == false)
            #expect(try await browser.get("/api/v1/status").status == 200)
        }
    }

    @Test func accountOfAKeyFileHasNoScreenLock() async throws {
        try await TestAgent.run(.openedByKeyFile) { agent in
            let browser = try await agent.browser()
            #expect(try await state(browser).opensBy == .keyFile)
            let answer = try await browser.ask("POST", "/api/v1/lock")
            #expect(answer.status == 409 && answer.code == "no-passphrase")
            #expect(try await browser.get("/api/v1/status").status == 200)
        }
    }

    @Test func idlePageLocksItself() async throws {
        try await TestAgent.run(minute: .milliseconds(400)) { agent in
            let browser = try await agent.browser()
            let settings = try await browser.send(
                "PUT", "/api/v1/settings", AgentSettingsRequest(autoLockMinutes: 1))
            #expect(try settings.decode(AgentSettings.self).autoLockMinutes == 1)
            // Looking at the session, and what a page does by itself, is no use.
            for _ in 0..<100 where try await !state(browser).screenLocked {
                let fields = ["Moonless-Background": "1"]
                _ = try await browser.get("/api/v1/conversations", fields)
                try await Task.sleep(for: .milliseconds(50))
            }
            #expect(try await state(browser).screenLocked)
        }
    }

    @Test func settingsAreCheckedAndKept() async throws {
        try await TestAgent.withHome { home in
            try TestAgent.makeAccount(home, .open)
            try await TestAgent.run(in: home) { agent in
                let browser = try await agent.browser()
                for wrong in [
                    AgentSettingsRequest(autoLockMinutes: -1),
                    AgentSettingsRequest(autoLockMinutes: 100_000),
                    AgentSettingsRequest(autoLockMinutes: 5, language: "<script>"),
                ] {
                    let answer = try await browser.send("PUT", "/api/v1/settings", wrong)
                    #expect(answer.code == "bad-request")
                }
                let unchanged = try await browser.get("/api/v1/settings")
                #expect(try unchanged.decode(AgentSettings.self).autoLockMinutes == 0)
                let request = AgentSettingsRequest(autoLockMinutes: 5, language: "de")
                _ = try await browser.send("PUT", "/api/v1/settings", request)
            }
            try await TestAgent.run(in: home) { agent in
                let settings = try await agent.client.get("settings", as: AgentSettings.self)
                #expect(settings.autoLockMinutes == 5 && settings.language == "de")
            }
        }
    }
}
