import ArgumentParser
import Server

/// The command `moonlessd status`.
struct ServerStatus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Shows how a server stands; nothing about a person.",
        discussion: "Numbers of clients and accounts are rounded down to tens.")

    @Argument(help: "The server's directory.") var directory: String
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        try await Reporting.failures {
            let target = ServerDirectory(directory)
            let report = try ControlClient(target).status() ?? StatusReport(target)
            if json { return try Reporting.say(json: report) }
            Reporting.say(Self.text(report))
        }
    }

    private static func text(_ report: StatusReport) -> String {
        var lines = [
            "deployment  \"\(report.deployment)\", its \(report.role), \(report.version)",
            "running     \(report.running ? (report.linked ? "yes" : "yes, without its peer") : "no")",
            "slots       \(report.capacity), \(report.accountsRoundedDown) or a few more taken",
            "rounds      of \(report.roundMilliseconds) ms",
        ]
        if let clients = report.clientsRoundedDown {
            lines.append("clients     \(clients) or a few more")
        }
        if let sums = report.sums {
            lines.append(
                "since start \(sums.rounds) rounds, \(sums.abandonedRounds) abandoned, "
                    + "\(sums.refusedRounds) refused; \(sums.repairedCells) cells repaired; "
                    + "\(sums.storageFailures) disk failures; \(sums.exports) exports, "
                    + "\(sums.exportFailures) failed")
        }
        if let export = report.lastExport {
            lines.append("last export \(export.archive), \(export.bytes) bytes")
        } else {
            lines.append("last export none")
        }
        lines.append(
            report.exportHour.map { "nightly     at \($0):00 UTC; \(report.keptExports) kept" }
                ?? "nightly     no")
        lines.append("disk        \(report.freeDiskBytes / 1_000_000) MB free")
        if report.backupKeyIsHere {
            lines.append("warning     backup.key lies here: move it to another machine")
        }
        return lines.joined(separator: "\n")
    }
}
