import ArgumentParser
import CBareEcho
import NIOCore

/// The least that can stand in a leader's place.
///
/// It takes frames, and when all have come it writes everybody an answer: no session, no retrieval,
/// no storage, no helper.
struct EchoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "echo",
        abstract: "Stands in a leader's place and does nothing but receive and send.",
        discussion: "scripts/measure_floor.py starts it.")

    @Option(help: "sockets, nio or tls.") var kind: TransportKind
    @Option(help: "Clients; answers leave when each has sent.") var clients: Int
    @Option(help: "The port on the loopback address.") var port: Int
    @Option(help: "Event loops.") var loops = System.coreCount

    func run() async throws {
        FileLimit.raise()
        let sizes = FloorSizes(clients: clients)
        guard kind != .sockets else {
            let isDone = bare_echo(Int32(port), Int32(clients), sizes.up, sizes.down) == 0
            guard isDone else { throw ValidationError("the port is taken, or this is not Linux") }
            return
        }
        let server = try EchoServer(
            clients: clients, sizes: sizes, loops: loops, isEncrypted: kind == .tls)
        try await server.run(port: port)
    }
}
