import ArgumentParser
import Server

/// The command `moonlessd restore`.
struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes a server of an export, its supplement and the backup key.",
        discussion: """
            DIR is made; nothing is written over. The server that was lost must never run again. A \
            restored leader copies what differs from its helper before it answers anybody; a \
            restored helper gets it from its leader, plane by plane.
            """)

    @Argument(help: "The archive.") var file: String
    @Argument(help: "The directory to make.") var directory: String
    @Option(help: "The archive's supplement.") var supplement: String
    @Option(help: "The backup key; by default backup.key beside the supplement.")
    var key: String?
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        try await Reporting.failures {
            let result = try Restoration.restore(
                archive: file, supplement: supplement, key: key ?? keyBesideSupplement,
                into: ServerDirectory(directory))
            if json { return try Reporting.say(json: result) }
            Reporting.say(
                """
                Made a \(result.role) in \(directory), as of round \(result.round).
                It serves rounds above \(result.highWaterMark), a few seconds from now. \
                Start it with 'moonlessd run \(directory)', and never start the lost one again.
                """)
        }
    }

    private var keyBesideSupplement: String {
        let end = supplement.lastIndex(of: "/").map { supplement.index(after: $0) }
        return String(supplement[..<(end ?? supplement.startIndex)]) + "backup.key"
    }
}
