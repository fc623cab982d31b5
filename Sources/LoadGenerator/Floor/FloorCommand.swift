import ArgumentParser
import FoundationEssentials
import NIOCore
import NIOPosix
import NIOSSL

/// Clients for ``EchoCommand``: they send in the rhythm of rounds and measure what the server takes.
struct FloorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "floor",
        abstract: "Measures what receiving and sending alone costs a server on this machine.",
        discussion: """
            The same bytes in the same rhythm as a leader's clients. scripts/measure_floor.py \
            starts both ends.
            """)

    @Option(help: "sockets, nio or tls, as the server.") var kind: TransportKind
    @Option(help: "Clients, as the server.") var clients: Int
    @Option(help: "The server's port.") var port: Int
    @Option(help: "The server's process.") var serverPid: Int32
    @Option(help: "Rounds to measure.") var rounds = 12
    @Option(help: "Rounds before that.") var warmUp = 2
    @Option(help: "Milliseconds of a round.") var roundMs = 1_000
    @Flag(help: "Print one JSON object.") var json = false

    func run() async throws {
        FileLimit.raise()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = .none
        let tls = kind == .tls ? try NIOSSLContext(configuration: configuration) : nil
        let crowd = FloorCrowd(
            clients: clients, roundMilliseconds: roundMs, tls: tls, port: port, on: loop)
        try await crowd.connect()
        for _ in 0..<warmUp { try await crowd.playRound() }
        let before = ProcessorTime(process: serverPid)
        for _ in 0..<rounds { try await crowd.playRound() }
        let spent = ProcessorTime(process: serverPid) - before
        let cost = Double(spent.nanoseconds) / 1_000 / Double(clients * rounds)
        print(
            json
                ? "{\"kind\":\"\(kind.rawValue)\",\"clients\":\(clients),"
                    + "\"microseconds\":\(cost),\"kernelShare\":\(spent.systemShare)}"
                : "\(kind.rawValue): \(text(cost)) us a client and round, "
                    + "\(Int(spent.systemShare * 100)) % of it in the kernel")
        await crowd.close()
        try await group.shutdownGracefully()
    }

    private func text(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
}
