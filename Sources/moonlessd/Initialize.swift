import ArgumentParser
import Server
import Wire

/// The command `moonlessd init`.
struct Initialize: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Makes a server's directory: keys, a certificate and the configuration.",
        discussion: """
            A helper's public part is DIR/helper.public: give it to the leader's operator. A leader \
            makes the deployment, DIR/deployment.json: give it to the helper's operator to cosign \
            and take the signed file back to the same place.
            """)

    enum Role: String, ExpressibleByArgument, CaseIterable {
        case leader, helper
    }

    @Argument(help: "The directory to make.") var directory: String
    @Option(help: "leader or helper.") var role: Role
    @Option(help: "HOST:PORT to listen on.") var listen: String
    @Option(help: "HOST:PORT under which others reach this server, if that is another address.")
    var advertise: String?
    @Option(help: "Leader: the helper's file helper.public.") var helper: String?
    @Option(help: "Leader: the deployment's name, shown to those who join.") var name: String?
    @Option(help: "Leader: the round period in milliseconds, 250 to 60000.") var roundMs: Int?
    @Option(help: "Leader: how many accounts there can be.") var capacity: Int?
    @Option(help: "Leader: private reads of each client in a round, 1 to 16.") var reads: Int?
    @Option(help: "Leader: pages of each slot, 2 to 65536.") var pages: Int?
    @Option(help: "Leader: rounds from one table of all bells to the next, 1 to 1024.")
    var bellPeriod: Int?
    @Option(help: "Leader: rounds from one knock board to the next, 1 to 1024.")
    var knockPeriod: Int?
    @Flag(help: "Print JSON.") var json = false

    private var leaderNumbers: [Int?] {
        [roundMs, capacity, reads, pages, bellPeriod, knockPeriod]
    }

    func validate() throws {
        let address = try parse(listen)
        if let advertise { _ = try parse(advertise) }
        if advertise == nil, ["0.0.0.0", "::"].contains(address.host) {
            throw ValidationError(
                "\(address.host) is every address of this machine and none that others can connect "
                    + "to: name one with --advertise HOST:PORT")
        }
        switch role {
        case .leader:
            if helper == nil { throw ValidationError("a leader needs --helper FILE") }
            if name == nil { throw ValidationError("a leader needs --name NAME") }
        case .helper:
            if helper != nil || name != nil || leaderNumbers.contains(where: { $0 != nil }) {
                throw ValidationError(
                    "--helper, --name and the deployment's parameters are for the leader")
            }
        }
    }

    private func parse(_ text: String) throws -> HostAndPort {
        do {
            return try HostAndPort(text)
        } catch {
            throw ValidationError("\(error)")
        }
    }

    func run() async throws {
        try await Reporting.failures {
            let listen = try parse(listen)
            let advertised = try advertise.map(parse) ?? listen
            let target = ServerDirectory(directory)
            switch role {
            case .helper:
                try ServerInitialization.helper(target, listen: listen, advertised: advertised)
                try report(
                    "helper", made: target.helperPublic,
                    next: "Give \(target.helperPublic) to the leader's operator, then cosign the "
                        + "deployment.json that comes back: moonlessd cosign \(directory) FILE")
            case .leader:
                try makeLeader(target, listen: listen, advertised: advertised)
                try report(
                    "leader", made: target.deployment,
                    next: "Give \(target.deployment) to the helper's operator to cosign, and put "
                        + "the signed file back there before 'moonlessd run \(directory)'")
            }
        }
    }

    private func makeLeader(
        _ target: ServerDirectory, listen: HostAndPort, advertised: HostAndPort
    ) throws {
        var parameters = DeploymentParameters()
        if let roundMs { parameters.roundMilliseconds = roundMs }
        if let capacity { parameters.capacity = capacity }
        if let reads { parameters.readsPerRound = reads }
        if let pages { parameters.pagesPerSlot = pages }
        if let bellPeriod { parameters.bellPeriodRounds = bellPeriod }
        if let knockPeriod { parameters.knockPeriodRounds = knockPeriod }
        let published = try OperatorFile(path: helper ?? "").published
        try ServerInitialization.leader(
            target, listen: listen, advertised: advertised, helper: published, name: name ?? "",
            parameters: parameters)
    }

    private struct Report: Encodable {
        var role: String
        var directory: String
        var file: String
    }

    private func report(_ role: String, made file: String, next: String) throws {
        if json {
            try Reporting.say(json: Report(role: role, directory: directory, file: file))
        } else {
            Reporting.say("Made a \(role) in \(directory).\n\(next).")
        }
    }
}
