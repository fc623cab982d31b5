import Wire

/// What a run of the load generator does.
struct CrowdPlan: Sendable {
    /// A server whose processor time is read.
    struct Process: Sendable {
        var name: String
        var id: Int32
    }

    var descriptor: DeploymentDescriptor
    var accounts: [AccountBook.Account]
    /// For as many more clients.
    var tickets: [[UInt8]]
    var roundCount: Int
    /// Rounds before the measured ones: servers and this program are still getting warm.
    var warmUpRounds: Int
    /// Every how many clients' answers are opened.
    var sample: Int
    /// Connections that are opened at the same time.
    var inFlight: Int
    var processes: [Process]

    var parameters: DeploymentParameters { descriptor.parameters }
}
