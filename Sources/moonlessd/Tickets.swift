import ArgumentParser
import Server
import Wire

/// The command `moonlessd tickets`.
struct Tickets: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints single-use join links for new accounts, one a line.",
        discussion: """
            Works while the leader runs. The leader keeps a digest of each ticket and nothing else: \
            a lost link cannot be printed again, and no link is traced to an account.
            """)

    @Argument(help: "The leader's directory.") var directory: String
    @Option(help: "How many, 1 to 100000.") var count = 1
    @Flag(help: "Print JSON lines.") var json = false

    func validate() throws {
        guard (1...100_000).contains(count) else {
            throw ValidationError("--count is \(count), allowed are 1 to 100000")
        }
    }

    struct Line: Encodable {
        var link: String
    }

    func run() async throws {
        try await Reporting.failures {
            for link in try TicketOffice.issue(ServerDirectory(directory), count: count) {
                if json {
                    try Reporting.say(json: Line(link: link.text))
                } else {
                    Reporting.say(link.text)
                }
            }
        }
    }
}
