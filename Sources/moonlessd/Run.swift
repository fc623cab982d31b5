import ArgumentParser
import Server
import ServiceLifecycle
import Wire

/// The command `moonlessd run`.
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs the server of a directory, leader or helper.",
        discussion: """
            Prints "ready" on standard output when it listens, and logs to standard error; no line \
            ever speaks of an account. Stops on SIGTERM and SIGINT. It may be killed at any time: \
            clients and the other server go on when it is back.
            """)

    @Argument(help: "The server's directory.") var directory: String
    @Option(help: "How much to log to standard error.")
    var logLevel = LogLevel.info
    @Option(help: "Memory in MiB for planes that stay packed between their rounds.")
    var packedMemory = 512
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        guard (0...1 << 20).contains(packedMemory) else {
            throw ValidationError("--packed-memory is \(packedMemory), allowed are 0 to 1048576")
        }
    }

    struct Ready: Encodable {
        var event = "ready"
        var role: String
    }

    func run() async throws {
        try await Reporting.failures {
            let target = ServerDirectory(directory)
            let role = try ServerConfiguration(target).role
            let json = json
            let ready: @Sendable () -> Void = {
                if json {
                    try? Reporting.say(json: Ready(role: role.rawValue))
                } else {
                    Reporting.say("ready")
                }
            }
            let logger = ServerProcess.makeLogger(logLevel)
            let service: any Service =
                switch role {
                case .leader:
                    try LeaderService(
                        target, packedByteLimit: packedMemory << 20, logger: logger, ready: ready)
                case .helper:
                    try HelperService(
                        target, packedByteLimit: packedMemory << 20, logger: logger, ready: ready)
                }
            try await ServerProcess.run([service], logger: logger)
        }
    }
}
