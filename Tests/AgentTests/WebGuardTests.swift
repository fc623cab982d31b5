import Agent
import Client
import Testing

/// Who is let in at the loopback address.
@Suite struct WebGuardTests {
    @Test func nothingOfTheAPIAnswersWithoutAToken() async throws {
        try await TestAgent.run { agent in
            var stranger = try await agent.browser()
            stranger.token = nil
            for path in [
                "session", "status", "conversations", "events", "openapi.json", "nothing", "",
            ] {
                let answer = try await stranger.get("/api/v1/\(path)")
                #expect(answer.status == 401 && answer.code == "no-token", "\(path)")
                #expect(answer.headers["www-authenticate"] == "Bearer")
            }
            #expect(try await stranger.get("/api/").status == 401)
            #expect(try await stranger.ask("POST", "/api/v1/shutdown").status == 401)
            stranger.token = String(repeating: "A", count: 43)
            let answer = try await stranger.get("/api/v1/session")
            #expect(answer.status == 401 && answer.code == "wrong-token")
            let basic = ["Authorization": "Basic \(stranger.token ?? "")"]
            #expect(try await stranger.get("/api/v1/session", basic).code == "no-token")
        }
    }

    @Test func tokenLetsIn() async throws {
        try await TestAgent.run { agent in
            let browser = try await agent.browser()
            let session = try await browser.get("/api/v1/session")
            #expect(session.status == 200)
            #expect(session.headers["cache-control"] == "no-store")
            #expect(try session.decode(SessionBody.self).name == "Alice")
            #expect(try await browser.get("/api/v1/conversations").status == 200)
            #expect(try await browser.get("/api/v1/nothing").code == "not-found")
            // A browser makes no tokens.
            let made = try await browser.ask("POST", "/api/v1/web/tokens")
            #expect(made.status == 403 && made.code == "not-here")
        }
    }

    @Test(arguments: [
        "evil.example", "evil.example:80", "127.0.0.1", "127.0.0.1:1", "localhost", "",
    ])
    func foreignHostsAreRefused(host: String) async throws {
        try await TestAgent.run { agent in
            let browser = try await agent.browser()
            for path in ["/", "/api/v1/session"] {
                let answer = try await browser.get(path, ["Host": host])
                // Without a Host HTTP itself refuses.
                #expect(host.isEmpty ? answer.status >= 400 : answer.code == "wrong-host")
            }
        }
    }

    @Test func ownNamesAreAccepted() async throws {
        try await TestAgent.run { agent in
            let browser = try await agent.browser()
            for host in ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"] {
                let fields = [
                    "Host": "\(host):\(browser.port)", "Sec-Fetch-Site": "same-origin",
                    "Origin": "http://\(host.lowercased()):\(browser.port)",
                ]
                #expect(try await browser.get("/api/v1/session", fields).status == 200)
            }
        }
    }

    @Test(arguments: [
        "http://evil.example", "https://127.0.0.1:PORT", "null", "http://127.0.0.1",
        "http://127.0.0.1:PORT.evil.example", "http://localhost:1",
    ])
    func foreignOriginsAreRefused(origin: String) async throws {
        try await TestAgent.run { agent in
            let browser = try await agent.browser()
            let origin = origin.replacing("PORT", with: "\(browser.port)")
            for path in ["/", "/api/v1/session"] {
                let answer = try await browser.get(path, ["Origin": origin])
                #expect(answer.status == 403 && answer.code == "foreign-origin")
                #expect(answer.headers["access-control-allow-origin"] == nil)
            }
            // What a browser asks before a foreign page may send the header.
            let asked = try await browser.ask(
                "OPTIONS", "/api/v1/session",
                ["Origin": origin, "Access-Control-Request-Method": "POST", "Authorization": ""])
            #expect(asked.status >= 400)
            #expect(asked.headers["access-control-allow-origin"] == nil)
        }
    }

    @Test func otherPagesMayLinkHereAndNoMore() async throws {
        try await TestAgent.run { agent in
            let browser = try await agent.browser()
            for site in ["cross-site", "same-site"] {
                let link = ["Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate"]
                #expect(try await browser.get("/", link).status == 200)
                #expect(try await browser.get("/api/v1/session", link).code == "foreign-origin")
                #expect(try await browser.ask("POST", "/", link).code == "foreign-origin")
                let script = ["Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors"]
                #expect(try await browser.get("/index.html", script).code == "foreign-origin")
            }
            let typed = ["Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"]
            #expect(try await browser.get("/", typed).status == 200)
        }
    }

    @Test func everyAnswerCarriesTheHeaders() async throws {
        try await TestAgent.run { agent in
            let browser = try await agent.browser()
            let fields = ["Authorization": ""]
            for (path, fields) in [
                ("/", [:]), ("/nothing", [:]), ("/api/v1/session", [:]),
                ("/api/v1/session", fields), ("/", ["Origin": "null"]),
            ] {
                let headers = try await browser.get(path, fields).headers
                let policy = try #require(headers["content-security-policy"])
                #expect(policy.hasPrefix("default-src 'none';"))
                #expect(!policy.contains("unsafe") && !policy.contains("http"))
                #expect(policy.contains("frame-ancestors 'none'"))
                #expect(headers["x-content-type-options"] == "nosniff")
                #expect(headers["referrer-policy"] == "no-referrer")
                #expect(headers["cross-origin-resource-policy"] == "same-origin")
                #expect(headers["cross-origin-opener-policy"] == "same-origin")
                // The microphone is the page's, for voice notes; nothing else is anybody's.
                let permissions = try #require(headers["permissions-policy"])
                #expect(permissions.contains("microphone=(self)"))
                let others = permissions.split(separator: ", ").filter { !$0.hasSuffix("=()") }
                #expect(others == ["microphone=(self)"])
                #expect(headers["set-cookie"] == nil)
            }
        }
    }

    @Test func pageIsServedAndKept() async throws {
        try await TestAgent.run { agent in
            var browser = try await agent.browser()
            browser.token = nil
            let page = try await browser.get("/")
            #expect(page.status == 200 && page.body.contains("Moonless"))
            #expect(page.headers["content-type"] == "text/html; charset=utf-8")
            let etag = try #require(page.headers["etag"])
            let again = try await browser.get("/", ["If-None-Match": etag])
            #expect(again.status == 304 && again.body.isEmpty)
            let head = try await browser.ask("HEAD", "/")
            #expect(head.status == 200 && head.body.isEmpty)
            #expect(head.headers["content-length"] == page.headers["content-length"])
            #expect(try await browser.ask("POST", "/").status == 404)
            #expect(try await browser.get("/../agent.json").status == 404)
        }
    }

    @Test func withdrawnTokensLetNobodyIn() async throws {
        try await TestAgent.run { agent in
            let browsers = [try await agent.browser(), try await agent.browser()]
            let client = agent.client
            #expect(try await client.get("session", as: SessionBody.self).web?.browsers == 2)
            #expect(try await browsers[0].ask("DELETE", "/api/v1/web/tokens/own").status == 204)
            #expect(try await browsers[0].get("/api/v1/session").code == "wrong-token")
            #expect(try await browsers[1].get("/api/v1/session").status == 200)
            try await client.send(.delete, "web/tokens")
            #expect(try await browsers[1].get("/api/v1/session").code == "wrong-token")
        }
    }

    @Test func pageLeftOpenIsGoodAfterARestart() async throws {
        try await TestAgent.withHome { home in
            try TestAgent.makeAccount(home, .open)
            let kept = Kept()
            try await TestAgent.run(in: home) { agent in
                await kept.keep(try await agent.browser())
            }
            // Nothing but hashes lies there.
            let token = try #require(await kept.browser?.token)
            let file = String(decoding: try PrivateFile.read(home.agentFilePath), as: UTF8.self)
            #expect(!file.contains(token))
            try await TestAgent.run(in: home) { agent in
                let browser = try #require(await kept.browser)
                #expect(try await browser.get("/api/v1/session").status == 200)
            }
        }
    }

    private actor Kept {
        var browser: TestBrowser?
        func keep(_ browser: TestBrowser) { self.browser = browser }
    }
}
