import ArgumentParser
import Server
import Wire

/// The command `moonlessd cosign`.
struct Cosign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Signs a deployment as its helper's operator.",
        discussion: """
            Shows what is being signed, writes the signature into FILE and keeps a copy in DIR. \
            Refuses a file whose helper is not this one, or which its leader has not signed.
            """)

    @Argument(help: "The helper's directory.") var directory: String
    @Argument(help: "The leader's deployment.json.") var file: String
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        try await Reporting.failures {
            let cosigning = try Cosigning(ServerDirectory(directory), file: file)
            let description = DeploymentDescription(cosigning.deployment)
            if !json { Reporting.say(description.text) }
            _ = try cosigning.sign()
            if json {
                try Reporting.say(json: description)
            } else {
                Reporting.say("Signed. Give \(file) back to the leader's operator.")
            }
        }
    }
}
