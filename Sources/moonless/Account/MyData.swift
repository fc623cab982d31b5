import Agent
import ArgumentParser

struct MyData: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "my-data",
        abstract: "Show what the servers hold about this account.",
        discussion: """
            Both servers read it from their own stores and send it once a session, whether anybody
            asks or not; this prints the newest copy and sends nothing.
            """)

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let data = try await options.agent().get("my-data", as: MyDataBody.self)
        if options.json { return Console.line(JSONLine.text(data)) }
        for server in data.servers {
            Console.line("\(TerminalText.safe(server.server)) holds:")
            for field in server.fields { show(field) }
            Console.line("")
        }
        let difference = "They differ: a round went by between them, or a server lost a write."
        Console.line(data.equal ? "Both hold the same." : difference)
        Console.line("")
        for answer in data.others {
            Console.line("\(answer.what): \(answer.answer)")
            Console.line("    \(answer.detail)")
        }
    }

    private func show(_ field: MyDataBody.Field) {
        var value = field.value
        if value.utf8.count > 64 { value = "\(value.prefix(32))… (\(field.bytes) bytes; --json)" }
        Console.line("  \(TerminalText.safe(field.field)): \(TerminalText.safe(value))")
        Console.line("      \(TerminalText.safe(field.meaning))")
    }
}
