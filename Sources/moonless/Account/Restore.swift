import ArgumentParser
import Client
import ClientCore

struct Restore: AsyncParsableCommand {
    private struct Body: Encodable {
        var home: String
        var conversations: Int
        var messages: Int
    }

    static let configuration = CommandConfiguration(
        abstract: "Make an account's home from a backup.",
        discussion: """
            Into a new home only, with the passphrase or the key file that the account had when
            the backup was made. What was written since is gone here.

            The keys of conversations in a backup were used after it was made and are never used
            again: contacts, threads and what you write stay here and wait. A conversation goes on in
            its thread when you accept a new link of the contact's.

            Do not run the old copy any more: an account has one session, and two copies take it
            from each other.
            """)

    @Argument(help: "The backup.", completion: .file())
    var file: String

    @Option(
        help: ArgumentHelp("The file that opens the backup, if one does.", valueName: "file"))
    var keyFile: String?

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let home = try options.accountHome()
        guard !home.hasVault else { throw HomeError.accountExists(home.path) }
        let backup = try BackupReader(file)
        let secret = try SecretSource.existing(
            opensByKeyFile: backup.isOpenedByKeyFile, keyFile: keyFile)
        try home.create()
        let lock = try home.lock()
        defer { withExtendedLifetime(lock) {} }
        let summary = try Vault.restore(
            backup, in: home, secret: secret, at: WallClock.system.now())
        guard options.json else {
            Console.line(
                "Restored \(summary.conversations) conversations with \(summary.messages) "
                    + "messages to \(home.path).")
            return Console.line(
                """
                Next: run 'moonless agent', and accept a new link of each contact's ('moonless accept'): \
                conversations go on with fresh keys, in their threads. Contacts who are in a group with \
                you bring you back into it; a group whose only administrator you are goes on without \
                you, or not at all. Do not run the old copy of this account any more.
                """)
        }
        Console.line(
            JSONLine.text(
                Body(
                    home: home.path, conversations: summary.conversations,
                    messages: summary.messages)))
    }
}
