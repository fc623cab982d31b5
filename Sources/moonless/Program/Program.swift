import Agent
import ArgumentParser
import AuditCommand
import Glibc
import Pictures

@main
enum Program {
    static func main() async {
        if CommandLine.arguments.dropFirst().first == PictureTool.helperCommand {
            PictureTool.runAsHelper(Array(CommandLine.arguments.dropFirst(2)))
        }
        PictureTool.setHelper("/proc/self/exe")
        let arguments = Arguments.withGlobalOptionsBehindCommand(
            Array(CommandLine.arguments.dropFirst()))
        do {
            // A topic of its own kind: what the command 'api' prints is the help.
            if arguments == ["help", "api"] { return try APIHelp.parse([]).run() }
            var command = try MoonlessCommand.parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            end(with: error, asJSON: arguments.prefix { $0 != "--" }.contains("--json"))
        }
    }

    /// Help and wrong usage are the parser's to print; our own errors are one sentence.
    private static func end(with error: any Error, asJSON: Bool) -> Never {
        let isParsers =
            error is CleanExit || error is ExitCode || error is ValidationError
            || MoonlessCommand.exitCode(for: error) == .validationFailure
            || MoonlessCommand.exitCode(for: error) == .success
        if isParsers { MoonlessCommand.exit(withError: error) }
        let status = ExitStatus(error)
        let message = Explanation.of(error)
        if asJSON {
            var code = status.word
            if case .refused(let content) = error as? AgentClientError { code = content.code }
            Console.error(
                JSONLine.text(ErrorBody(error: .init(code: code, message: message))))
        } else {
            Console.error("moonless: " + TerminalText.safe(message))
        }
        exit(status.rawValue)
    }
}

struct MoonlessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "moonless",
        abstract: "A messenger whose servers do not learn who talks with whom, when or how much.",
        discussion: """
            To begin in the browser: 'moonless web'. To begin here: 'moonless join LINK' with a
            link from an operator, then 'moonless agent' in a terminal of its own, then 'moonless
            invite' or 'moonless accept LINK', and 'moonless chat PEER'. PEER is a contact's name
            or the beginning of its id. 'moonless help api' describes the API for programs.
            Every command takes --home DIR (or MOONLESS_HOME) and --json.

            \(ExitStatus.table)
            """,
        version: "moonless \(AgentVersion.current)",
        subcommands: [
            Join.self, AgentCommand.self, Web.self, Unlock.self, Lock.self, Settings.self,
            Status.self, MyData.self, Invite.self, Accept.self, Contacts.self, Verify.self,
            Send.self, Read.self, Chat.self, React.self, Edit.self, Delete.self, Forward.self,
            Pin.self, Mute.self, Archive.self, Block.self, SetCommand.self, Remove.self,
            ProfileCommand.self, RequestsCommand.self, FileCommand.self, Search.self, Export.self,
            Import.self, GroupCommand.self, Scheduling.self, Backup.self, Restore.self,
            Passphrase.self, Accounts.self, Leave.self, AuditCommand.self, APIHelp.self,
            Version.self,
        ])
}

struct Version: ParsableCommand {
    private struct Body: Encodable { var version: String }

    static let configuration = CommandConfiguration(abstract: "Print the program's version.")

    @OptionGroup var options: GlobalOptions

    func run() {
        if options.json {
            Console.line(JSONLine.text(Body(version: AgentVersion.current)))
        } else {
            Console.line("moonless \(AgentVersion.current)")
        }
    }
}
