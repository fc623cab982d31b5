import Agent
import ArgumentParser
import Client
import Glibc

/// The options that every command takes, before or after its other arguments.
struct GlobalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The account's directory.",
            discussion: "Else MOONLESS_HOME, else $XDG_DATA_HOME/moonless, "
                + "else ~/.local/share/moonless.",
            valueName: "dir"))
    var home: String?

    @Option(
        help: ArgumentHelp(
            "One of several accounts, each with a home of its own; 'moonless accounts' lists them.",
            valueName: "name"))
    var account: String?

    @Flag(help: "Print JSON, one object a line.")
    var json = false

    func accountHome() throws -> AccountHome {
        try AccountHome.chosen(
            option: home, account: account, environment: Environment.all)
    }

    /// The agent of this home; whether it runs shows with the first request.
    func agent() throws -> AgentClient {
        let home = try accountHome()
        guard home.hasVault else { throw HomeError.noAccount(home.path) }
        return try Self.agent(of: home)
    }

    /// The agent of a home, which may have no account yet.
    static func agent(of home: AccountHome) throws -> AgentClient {
        AgentClient(socketPath: try home.socketPath(environment: Environment.all))
    }
}

enum Environment {
    static var all: [String: String] {
        var values: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let parts = String(cString: text).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { values[String(parts[0])] = String(parts[1]) }
            entry += 1
        }
        return values
    }

    static func value(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}
