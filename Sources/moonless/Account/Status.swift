import Agent
import ArgumentParser

struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show how the account and its connection stand.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let agent = try options.agent()
        var status = try await agent.get("status", as: StatusBody.self)
        status.web = try await agent.get("session", as: SessionBody.self).web
        if options.json { return Console.line(JSONLine.text(status)) }
        for (label, value) in lines(status) {
            let padding = String(repeating: " ", count: max(1, 13 - label.count))
            Console.line("\(label):\(padding)\(TerminalText.safe(value))")
        }
    }

    private func lines(_ status: StatusBody) -> [(String, String)] {
        var connection = status.connection.state
        if let reason = status.connection.reason { connection += ": \(reason)" }
        var lines = [("connection", connection)]
        if let trouble = status.trouble { lines.append(("trouble", trouble)) }
        if !status.name.isEmpty { lines.append(("name", status.name)) }
        lines += [
            ("deployment", "\(status.deployment), leader \(status.leader)"),
            ("contacts", "\(status.conversations)"),
            ("waiting", "\(status.waiting) messages not yet delivered"),
        ]
        if !status.proxy.isEmpty { lines.append(("proxy", status.proxy)) }
        if let web = status.web {
            lines.append(
                ("page", "http://127.0.0.1:\(web.port), \(web.browsers) browsers let in"))
        }
        let rounds = status.rounds
        lines += [
            (
                "rounds",
                "every \(rounds.milliseconds) ms; \(rounds.answered) answered, "
                    + "\(rounds.missed) missed, \(rounds.cover) covered late, "
                    + "\(rounds.skipped) skipped"
            ),
            (
                "cost",
                "\(ByteText.of(status.dailyUploadBytes)) up and "
                    + "\(ByteText.of(status.dailyDownloadBytes)) down a day"
            ),
        ]
        return lines
    }
}
