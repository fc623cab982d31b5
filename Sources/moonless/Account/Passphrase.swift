import ArgumentParser
import Client

struct Passphrase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Change what opens the vault: the passphrase, or a key file.",
        discussion: """
            Takes the old one as every command does, and the new one from the terminal, from
            MOONLESS_NEW_PASSPHRASE or with --new-key-file. A running agent goes on. Backups that
            were made before open with the old one.
            """)

    @Option(help: ArgumentHelp("The key file that opens the vault now.", valueName: "file"))
    var keyFile: String?

    @Option(help: ArgumentHelp("A key file in place of a passphrase.", valueName: "file"))
    var newKeyFile: String?

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let home = try options.accountHome()
        guard home.hasVault else { throw HomeError.noAccount(home.path) }
        let old = try SecretSource.existing(home: home, keyFile: keyFile)
        try VaultHeader.read(home.headerPath).check(secret: old)
        let new = try SecretSource.replacement(keyFile: newKeyFile)
        try Vault.changeSecret(of: home, from: old, to: new)
    }
}

struct Accounts: AsyncParsableCommand {
    private struct Body: Encodable {
        var account: String
        var home: String
    }

    static let configuration = CommandConfiguration(
        abstract: "List accounts that have names.",
        discussion: """
            Every command takes --account NAME: 'moonless join LINK --account work' makes one. The
            account without a name is not listed. Each runs an agent of its own, on a connection
            of its own.
            """)

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        for name in AccountHome.accountNames(Environment.all) {
            let home = try AccountHome.chosen(
                option: nil, account: name, environment: Environment.all)
            Console.line(
                options.json ? JSONLine.text(Body(account: name, home: home.path)) : name)
        }
    }
}
