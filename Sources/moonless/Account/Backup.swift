import Agent
import ArgumentParser
import Client
import FoundationEssentials

struct Backup: AsyncParsableCommand {
    private struct Body: Encodable {
        var file: String
        var conversations: Int
        var messages: Int
        var bytes: Int
    }

    static let configuration = CommandConfiguration(
        abstract: "Write the account, with all its messages, to one sealed file.",
        discussion: """
            Works while the agent runs, and without it. The file is opened by what opens the
            account at this moment: its passphrase or its key file. Without that nobody can use
            it. Its length tells how much has been written; nothing else shows.

            See 'moonless restore' for what a backup gives back and what it does not.
            """)

    @Argument(help: "The file to be written.", completion: .file())
    var file: String

    @Flag(help: "Replace the file if it exists.")
    var overwrite = false

    @Option(
        help: ArgumentHelp(
            "The file that opens the account, if one does and no agent runs.", valueName: "file"))
    var keyFile: String?

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let path = URL(filePath: file).standardizedFileURL.path(percentEncoded: false)
        let body = try await write(to: path)
        guard options.json else {
            Console.line(
                "Backed up \(body.conversations) conversations with \(body.messages) messages "
                    + "(\(ByteText.of(body.bytes))) to \(TerminalText.safe(path)).")
            return Console.line("It opens with this account's passphrase or key file.")
        }
        Console.line(
            JSONLine.text(
                Body(
                    file: path, conversations: body.conversations, messages: body.messages,
                    bytes: body.bytes)))
    }

    private func write(to path: String) async throws -> BackupBody {
        do {
            return try await options.agent().send(
                .post, "backup", BackupRequest(file: path, overwrite: overwrite),
                as: BackupBody.self)
        } catch AgentClientError.notRunning {
            return try writeWithoutAgent(to: path)
        }
    }

    private func writeWithoutAgent(to path: String) throws -> BackupBody {
        let home = try options.accountHome()
        let lock = try home.lock()
        defer { withExtendedLifetime(lock) {} }
        guard try VaultHeader.read(home.headerPath).isComplete else {
            throw HomeError.noAccount(home.path)
        }
        let secret = try SecretSource.existing(home: home, keyFile: keyFile)
        let vault = try Vault.open(home, secret: secret)
        defer { vault.close() }
        return BackupBody(try vault.backUp(to: path, replacing: overwrite))
    }
}
