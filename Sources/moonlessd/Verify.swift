import ArgumentParser
import Server

/// The command `moonlessd verify`.
struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checks an export: its signature, and every entry against the manifest.",
        discussion: """
            Anybody can run it. Without --deployment, the archive is held against the deployment \
            file inside it: compare the signing key that is printed with the operator's.
            """)

    @Argument(help: "The archive.") var file: String
    @Option(help: "The deployment.json that the archive must be of.") var deployment: String?
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        try await Reporting.failures {
            let result = try ArchiveVerification.verify(file, deployment: deployment)
            if json { return try Reporting.say(json: result) }
            Reporting.say(
                """
                \(file) is whole and signed.
                  deployment  "\(result.name)", its \(result.role)
                  round       \(result.round)
                  software    \(result.software)
                  holds       \(result.slots) slots, \(result.accounts) of them taken, \
                \(result.planes) planes
                  signed by   \(result.signingKey)
                """)
            if deployment == nil {
                Reporting.say(
                    "The key is the one that the archive itself names; give --deployment FILE to "
                        + "compare it with yours.")
            }
        }
    }
}
