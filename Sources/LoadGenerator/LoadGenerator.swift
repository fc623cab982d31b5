import ArgumentParser
import FoundationEssentials
import NIOCore
import NIOPosix
import Wire

/// Simulated clients against real servers: real sessions, real frames, real connections.
struct LoadGenerator: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rounds",
        abstract: "Runs many simulated clients against a leader, and measures both servers.",
        discussion: """
            All connections run on one thread. Frames are made before the first round, so that the \
            servers have the processor while rounds are measured. Make tickets with 'moonlessd \
            tickets DIR --count N > FILE'; accounts are kept in --accounts for the next run.
            """)

    @Option(help: "The signed deployment.json.") var deployment: String
    @Option(help: "Simulated clients.") var clients = 1_000
    @Option(help: "Rounds to measure.") var rounds = 12
    @Option(help: "Rounds before that; the servers' planes become equal in the first K.")
    var warmUp = 2
    @Option(help: "A file of join links, one a line, for accounts that are lacking.")
    var tickets: String?
    @Option(help: "Where accounts are kept from one run to the next.") var accounts: String
    @Option(help: "Every how many clients' answers are opened and compared.") var sample = 50
    @Option(help: "Connections that are opened at the same time.") var inFlight = 64
    @Option(help: "The leader's process, to read its processor time.") var leaderPid: Int32?
    @Option(help: "The helper's process.") var helperPid: Int32?
    @Flag(help: "Print one JSON object.") var json = false

    func validate() throws {
        guard rounds > 0, warmUp > 0, rounds + warmUp <= 64 else {
            throw ValidationError("--rounds and --warm-up are positive and together at most 64")
        }
        guard clients > 0, sample > 0, inFlight > 0 else {
            throw ValidationError("--clients, --sample and --in-flight are positive")
        }
    }

    func run() async throws {
        FileLimit.raise()
        let deployment = try SignedDeployment(
            file: Array(try Data(contentsOf: URL(filePath: deployment))))
        try deployment.verify()
        guard clients <= deployment.descriptor.parameters.capacity else {
            throw ValidationError("more clients than the deployment has slots")
        }
        var book = try AccountBook(path: accounts)
        let links = try tickets.map(AccountBook.readLinks) ?? []
        let plan = CrowdPlan(
            descriptor: deployment.descriptor, accounts: Array(book.accounts.prefix(clients)),
            tickets: Array(links.prefix(max(0, clients - book.accounts.count)).map(\.ticket)),
            roundCount: rounds, warmUpRounds: warmUp, sample: sample, inFlight: inFlight,
            processes: [("leader", leaderPid), ("helper", helperPid)].compactMap { name, id in
                id.map { .init(name: name, id: $0) }
            })
        guard plan.accounts.count + plan.tickets.count == clients else {
            throw ValidationError("not enough accounts and tickets for \(clients) clients")
        }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        let crowd = try await loop.submit {
            NIOLoopBound(try Crowd(plan, on: loop), eventLoop: loop)
        }.get()
        let registered = try await loop.flatSubmit { crowd.value.gather() }.get()
        if !plan.tickets.isEmpty {
            book.accounts += registered
            try book.save(to: accounts)
        }
        let report = try await loop.flatSubmit { crowd.value.runRounds() }.get()
        print(try json ? report.json() : report.text)
        try await group.shutdownGracefully()
    }
}
