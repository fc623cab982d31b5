import Agent
import ArgumentParser

struct Unlock: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Open the account of an agent that began locked, or the page's lock.",
        discussion: "Without a terminal the passphrase is read from MOONLESS_PASSPHRASE.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let passphrase = try SecretSource.passphrase(isNew: false)
        try await options.agent().send(.post, "unlock", UnlockRequest(passphrase: passphrase))
    }
}

struct Lock: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lock the page: it asks for the passphrase. The account stays connected.",
        discussion: """
            The account's keys stay in the agent's memory, and commands of this machine's user go
            on working: it keeps away whoever sits down at an open browser.
            """)

    @OptionGroup var options: GlobalOptions

    func run() async throws { try await options.agent().send(.post, "lock") }
}
