import Agent
import ArgumentParser
import Client
import ClientCore

struct Leave: AsyncParsableCommand {
    private struct Body: Encodable {
        var contacts: Int
        var told: Int
        var acknowledged: Int
        /// Groups in which it was not taken up in time that this account leaves.
        var groupsNotLeft: Int
    }

    static let configuration = CommandConfiguration(
        abstract: "Delete the account: here and on both servers.",
        discussion: """
            Tells the contacts first and leaves all groups, and waits for them to hear it, but not
            longer than --timeout. Who is the only administrator of a group hands it over to another
            member; that takes a few minutes if the group is large or its members are away: leave
            such groups before ('moonless group leave'). Then both servers fill the account's slot with random bytes and give it to
            whoever joins next; then the vault is overwritten and removed. It cannot be undone.
            Backups of the account are of no use afterwards, but for the messages in them.

            An agent of this account that runs is ended. If something breaks off, run it again.
            """)

    @Flag(help: "Do not ask.")
    var yes = false

    @Option(help: "Seconds to wait for the contacts to hear it.")
    var timeout = 60

    @Option(
        help: ArgumentHelp("The file that opens the account, if one does.", valueName: "file"))
    var keyFile: String?

    @Option(help: ArgumentHelp(ProxyOption.help, valueName: "url"))
    var proxy: String?

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let proxyAddress = try ProxyOption.parse(proxy)
        guard timeout >= 0 else { throw CommandFailure(.usage, "--timeout is below 0") }
        let home = try options.accountHome()
        guard home.hasVault else { throw HomeError.noAccount(home.path) }
        let secret = try SecretSource.existing(home: home, keyFile: keyFile)
        // Before anything happens: a wrong passphrase must not end the agent.
        try VaultHeader.read(home.headerPath).check(secret: secret)
        // An agent goes on until the person has said yes.
        let agent = try await runningAgent()
        if let agent { try confirm(name: agent.name ?? "") }
        let lock = try await lockWithoutAgent(home)
        defer { withExtendedLifetime(lock) {} }
        let vault = try Vault.open(home, secret: secret)
        guard let record = try vault.load()[Account.recordKey] else {
            throw HomeError.noAccount(home.path)
        }
        let account = try Account(decoding: record)
        if agent == nil { try confirm(name: account.displayName) }
        let departure = Departure(
            try ClientRuntime(vault: vault, home: home, proxy: proxyAddress), account)
        let progress = try await tellContacts(departure)
        say("Deleting the account from both servers.")
        try await departure.deleteFromServers()
        try Vault.erase(home)
        report(progress)
    }

    // MARK: Before

    private func runningAgent() async throws -> SessionBody? {
        do {
            return try await options.agent().get("session", as: SessionBody.self)
        } catch AgentClientError.notRunning {
            return nil
        }
    }

    /// The home's lock, once an agent that holds it has ended.
    private func lockWithoutAgent(_ home: AccountHome) async throws -> HomeLock {
        if let lock = try? home.lock() { return lock }
        try await options.agent().send(.post, "shutdown")
        for _ in 0..<100 {
            try await Task.sleep(for: .milliseconds(100))
            if let lock = try? home.lock() { return lock }
        }
        return try home.lock()
    }

    private func confirm(name: String) throws {
        guard !yes else { return }
        guard Console.inputIsTerminal else {
            throw CommandFailure(.usage, "no terminal to ask for your consent: give --yes")
        }
        let word = name.isEmpty ? "leave" : name
        Console.error(
            "This deletes the account and all its messages, here and on the servers, for ever.")
        Console.rawError("Type '\(TerminalText.safeName(word))' to go on: ")
        guard readLine(strippingNewline: true) == word else {
            throw CommandFailure(.usage, "not confirmed: nothing was deleted")
        }
    }

    // MARK: Contacts

    private func tellContacts(_ departure: Departure) async throws -> LeavingProgress {
        let begun = try await departure.begin()
        if !begun.isComplete {
            let groups = begun.groups > 0 ? " and leaving \(begun.groups) groups" : ""
            say(
                "Telling \(begun.contacts) contacts\(groups); waiting up to \(timeout) s for them "
                    + "to hear it.")
        }
        let running = Task { try await departure.runtime.run() }
        let progress = await departure.untilTold(within: .seconds(timeout))
        running.cancel()
        _ = await running.result
        let missing = progress.contacts - progress.delivered
        if missing > 0 {
            say(
                "\(missing) of them were not here to hear it: they will only see that no more "
                    + "comes from you.")
        }
        if progress.groups > 0 {
            say(
                "\(progress.groups) groups were not left in time: their administrators will have "
                    + "to remove you.")
        }
        return progress
    }

    // MARK: After

    private func say(_ text: String) {
        if !options.json { Console.line(text) }
    }

    private func report(_ progress: LeavingProgress) {
        guard options.json else {
            return Console.line("The account is deleted.")
        }
        Console.line(
            JSONLine.text(
                Body(
                    contacts: progress.contacts, told: progress.published,
                    acknowledged: progress.delivered, groupsNotLeft: progress.groups)))
    }
}
