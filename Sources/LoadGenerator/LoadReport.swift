import FoundationEssentials
import Wire

/// The figures of a run.
struct LoadReport: Sendable, Encodable {
    struct Server: Sendable, Encodable {
        var name: String
        var microsecondsPerClientAndRound: Double
        /// The kernel's part: sockets and files.
        var kernelShare: Double
        /// Microseconds a client and round by thread name.
        var threads: [String: Double]
    }

    var clients: Int
    var rounds: Int
    var roundMilliseconds: Int
    var answers: Int
    var missed: Int
    /// Frames that were neither answered nor missed until the end.
    var lost: Int
    var refused: Int
    var lostConnections: Int
    var checkedAnswers: Int
    var wrongRecords: Int
    /// After the round's close.
    var medianMilliseconds: Int64
    var percentile99Milliseconds: Int64
    var largestMilliseconds: Int64
    var servers: [Server]

    init(_ plan: CrowdPlan, _ tally: RoundTally, wrong: Int) {
        clients = plan.accounts.count + plan.tickets.count
        rounds = plan.roundCount
        roundMilliseconds = plan.parameters.roundMilliseconds
        answers = tally.answers.dropFirst(plan.warmUpRounds).reduce(0, +)
        missed = tally.missedCounts.dropFirst(plan.warmUpRounds).reduce(0, +)
        lost = max(0, clients * rounds - answers - missed)
        refused = tally.refused
        lostConnections = tally.lostConnections
        checkedAnswers = tally.checkedAnswers
        wrongRecords = wrong + tally.wrongRecords
        medianMilliseconds = tally.latency(0.5)
        percentile99Milliseconds = tally.latency(0.99)
        largestMilliseconds = tally.latency(1)
        let rounds = Double(clients * rounds)
        func server(_ name: String, _ time: ProcessorTime) -> Server {
            Server(
                name: name,
                microsecondsPerClientAndRound: Double(time.nanoseconds) / 1_000 / rounds,
                kernelShare: time.systemShare,
                threads: time.threads.mapValues { Double($0) / 1_000 / rounds })
        }
        servers =
            zip(plan.processes, tally.processes).map { server($0.name, $1) }
            + [server("load generator", tally.own)]
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    var text: String {
        var lines = [
            "\(clients) clients, \(rounds) rounds of \(roundMilliseconds) ms",
            "answers \(answers), missed \(missed), lost \(lost), refused \(refused), "
                + "connections lost \(lostConnections)",
            "answers opened \(checkedAnswers), wrong records \(wrongRecords)",
            "after the close: median \(medianMilliseconds) ms, 99 % "
                + "\(percentile99Milliseconds) ms, all \(largestMilliseconds) ms",
        ]
        for server in servers {
            let share = Int((server.kernelShare * 100).rounded())
            lines.append(
                "\(server.name): \(Self.text(server.microsecondsPerClientAndRound)) us a client "
                    + "and round, \(share) % of it in the kernel")
            for (name, value) in server.threads.sorted(by: { $0.value > $1.value })
            where value >= 0.1 {
                lines.append("    \(name): \(Self.text(value))")
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func text(_ value: Double) -> String {
        "\((value * 10).rounded() / 10)"
    }
}
