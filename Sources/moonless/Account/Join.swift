import Agent
import ArgumentParser
import Client
import ClientCore
import Wire

struct Join: AsyncParsableCommand {
    private struct Body: Encodable {
        var home: String
        var deployment: String
        var dailyUploadBytes: Int
        var dailyDownloadBytes: Int
    }

    static let configuration = CommandConfiguration(
        abstract: "Make an account from an operator's link.",
        discussion: """
            Speaks to the servers directly; no agent is needed. If it breaks off, run it again
            with the same link and the same passphrase.

            Without a terminal the passphrase is read from MOONLESS_PASSPHRASE. Nobody can
            recover a forgotten passphrase or a lost key file: the messages are lost then, and so
            is the account, which can no longer be deleted from the servers either. A backup
            ('moonless backup') helps against a lost disk; it needs the same passphrase.
            """)

    @Argument(help: "The link, 'moonless:join/...'; '-' reads it from standard input.")
    var link: String

    @Option(help: "The name by which new contacts will know you.")
    var name: String?

    @Option(
        help: ArgumentHelp(
            "Open the account by this file in place of a passphrase. Made if missing.",
            valueName: "file"))
    var keyFile: String?

    @Option(name: .customLong("proxy"), help: ArgumentHelp(ProxyOption.help, valueName: "url"))
    var proxyArgument: String?

    @OptionGroup var options: GlobalOptions

    private var proxy: String? { proxyArgument ?? Environment.value(ProxyOption.variable) }

    func run() async throws {
        let link = try parsedLink()
        let proxyAddress = try ProxyOption.parse(proxy)
        let home = try options.accountHome()
        if home.hasVault, try VaultHeader.read(home.headerPath).isComplete {
            throw HomeError.accountExists(home.path)
        }
        try home.create()
        guard let lock = try? home.lock() else { return try await join(link, through: home) }
        defer { withExtendedLifetime(lock) {} }
        let newAccount = try begin(in: home, ticket: link.ticket)
        let account = try await newAccount.register(
            link: link, name: name ?? "", proxy: proxyAddress, proxyText: proxy ?? "",
            onDeployment: { announce(JoinPreviewBody($0)) })
        report(JoinPreviewBody(try account.deployment()), home, isRunning: false)
    }

    /// An agent that has begun without an account holds the home: it makes the account, and opens it.
    private func join(_ link: JoinLink, through home: AccountHome) async throws {
        let agent = try GlobalOptions.agent(of: home)
        guard
            (try? await agent.get("session", as: SessionBody.self))?.state
                == SessionBody.State.none,
            keyFile == nil
        else { throw HomeError.inUse(home.path) }
        let passphrase = try SecretSource.passphrase(isNew: true)
        let preview = try await agent.send(
            .post, "join/preview", JoinPreviewRequest(link: link.text, proxy: proxy),
            as: JoinPreviewBody.self)
        announce(preview)
        try await agent.send(
            .post, "join",
            JoinRequest(link: link.text, name: name, passphrase: passphrase, proxy: proxy))
        report(preview, home, isRunning: true)
    }

    private func begin(in home: AccountHome, ticket: [UInt8]) throws -> NewAccount {
        let secret =
            try home.hasVault
            ? SecretSource.existing(home: home, keyFile: keyFile)
            : SecretSource.new(keyFile: keyFile)
        do {
            return try NewAccount.begin(in: home, secret: secret, ticket: ticket)
        } catch VaultError.wrongPassphrase {
            throw CommandFailure(
                .wrongPassphrase,
                "an earlier 'join' was broken off here, with another passphrase: give that one, "
                    + "or remove \(home.path)")
        }
    }

    private func parsedLink() throws -> JoinLink {
        do {
            return try JoinLink(LinkArgument.text(link))
        } catch let error as WireError {
            throw CommandFailure(.linkRefused, error.description)
        }
    }

    private func announce(_ preview: JoinPreviewBody) {
        guard !options.json else { return }
        Console.line("Deployment: \(TerminalText.safeName(preview.deployment))")
        Console.line(
            "Cost: while the agent is connected it sends \(ByteText.of(preview.dailyUploadBytes)) "
                + "and receives \(ByteText.of(preview.dailyDownloadBytes)) a day, whether you "
                + "write or not.")
        Console.line("What shows: " + JoinPreviewBody.whatShows)
    }

    private func report(_ preview: JoinPreviewBody, _ home: AccountHome, isRunning: Bool) {
        guard options.json else {
            Console.line("Joined. The account is in \(home.path).")
            Console.line(
                "A forgotten passphrase or a lost key file cannot be recovered by anybody; there is "
                    + "no other way in. 'moonless backup FILE' helps against a lost disk, and needs "
                    + "the same passphrase or key file.")
            if !isRunning { Console.line("Next: run 'moonless agent' and leave it running.") }
            return
        }
        Console.line(
            JSONLine.text(
                Body(
                    home: home.path, deployment: preview.deployment,
                    dailyUploadBytes: preview.dailyUploadBytes,
                    dailyDownloadBytes: preview.dailyDownloadBytes)))
    }
}

/// `--proxy`, which several commands take.
enum ProxyOption {
    static let help: String =
        "Reach the leader through this proxy: socks5://[USER:PASSWORD@]HOST:PORT (names are "
        + "resolved there) or http://HOST:PORT. Or in MOONLESS_PROXY, which others do not read."

    /// Says the same to 'moonless agent', where other users of the machine do not read it.
    static let variable = "MOONLESS_PROXY"

    static func parse(_ text: String?) throws -> ProxyAddress? {
        guard let text = text ?? Environment.value(variable), !text.isEmpty else { return nil }
        do {
            return try ProxyAddress(text)
        } catch {
            throw CommandFailure(.usage, error.description)
        }
    }
}

/// A link as an argument, or on standard input, where other users of the machine do not see it.
enum LinkArgument {
    static func text(_ argument: String) throws -> String {
        var text = argument
        if argument == "-" { text = readLine(strippingNewline: true) ?? "" }
        return String(
            text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}

/// Amounts of data as people read them.
enum ByteText {
    static func of(_ count: Int) -> String {
        switch count {
        case 10_000_000...: "\((count + 500_000) / 1_000_000) MB"
        case 1_000_000...: "\(Double(count / 100_000) / 10) MB"
        case 1_000...: "\((count + 500) / 1_000) kB"
        default: "\(count) bytes"
        }
    }
}
