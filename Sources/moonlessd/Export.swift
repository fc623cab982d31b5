import ArgumentParser
import Server

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The command `moonlessd export`.
struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes everything that a server holds about its users to one public archive.",
        discussion: """
            Works while the server runs, which then writes it itself, and every night without being \
            asked (see operations.json in docs/OPERATIONS.md). The archive is meant to be published. \
            The supplement, sealed to the backup key, is not: together with it the archive is the \
            backup from which 'moonlessd restore' makes a server.
            """)

    @Argument(help: "The server's directory.") var directory: String
    @Option(help: "The archive to write; by default below DIR/exports.") var to: String?
    @Option(help: "The supplement to write; by default below DIR/supplements, or beside --to.")
    var supplement: String?
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        try await Reporting.failures {
            let target = ServerDirectory(directory)
            // Names mean the same to the server, which has a working directory of its own.
            let paths = (to.map(Self.absolute), supplement.map(Self.absolute))
            let running = try ControlClient(target)
                .export(archive: paths.0, supplement: paths.1)
            let result =
                try running
                ?? Exporter.exportStopped(target, archive: paths.0, supplement: paths.1)
            if json { return try Reporting.say(json: result) }
            Reporting.say(
                """
                \(result.archive)
                  \(result.bytes) bytes, round \(result.round), in \(result.milliseconds) ms
                \(result.supplement)
                  for nobody but you
                """)
            if PrivateFile.exists(target.backupKey) {
                Reporting.complain(
                    "move '\(target.backupKey)' to another machine: if this disk is lost, nothing "
                        + "else opens the supplements")
            }
        }
    }

    static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let current = getcwd(nil, 0) else { return path }
        defer { free(current) }
        return String(cString: current) + "/" + path
    }
}
