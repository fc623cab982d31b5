package import ArgumentParser
import Audit
import AuditCommand
import Simulation

/// `moonless audit replay`: plays a trace through leader and helper and audits what they saw.
package struct ReplayCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "moonless audit replay",
        abstract: "Play a trace of messages through the real stack, and audit what servers see.",
        discussion: """
            Plays part of a message log (time,from,to) in virtual time three times: as an ordinary \
            server would log it, as one with sealed senders would, and through clients, leader and \
            helper of Moonless, both recorded; and puts what the attacks find beside each other. \
            Leaks are then put into the same recording, to see what would have been found.

            Exit codes: 0 done, 1 something could not be read or written, 64 wrong usage.
            """)

    @Argument(help: "The trace: a message log as 'moonless audit' reads it.")
    var trace: String

    @Option(
        help: """
            FROM..TO, each a time (Unix or ISO 8601) or +1h, +14d from the trace's beginning; the \
            busiest hour without it.
            """)
    var window: String?

    @Option(help: "Round period in milliseconds of the trace's time.")
    var roundMs = 1_000

    @Option(help: "How many people: the most active ones of the window.")
    var accounts = 32

    @Option(help: "What clients send: real, or random (cover alone, for long windows).")
    var payload = ReplayPlan.Payload.real

    @Option(help: "How many groups of up to four are founded (with real payloads).")
    var groups = 2

    @Flag(inversion: .prefixedNo, help: "Whether programs crash and people go away.")
    var faults = true

    @Flag(inversion: .prefixedNo, help: "Whether the schedule is played again with other friends.")
    var twoWorlds = true

    @Option(
        help:
            "Break clients, to see it found: \(Self.mutations.keys.sorted().joined(separator: ", "))."
    )
    var mutation: String?

    @Option(help: "The seed of everything random.")
    var seed: UInt64 = 1

    @Option(help: "Keep the recording here, and what was said in FILE.truth.csv.")
    var recording: String?

    @Option(help: "Write a self-contained HTML report here.")
    var report: String?

    @Option(help: "Write the results as JSON here (- for standard output).")
    var results: String?

    private static let mutations: [String: SimulationConfiguration.Mutation] = [
        "early-poll-on-ring": .earlyPollOnRing, "skip-when-idle": .skipWhenIdle,
    ]

    package init() {}

    package mutating func validate() throws {
        guard plan.scale != nil else {
            throw ValidationError(
                "--round-ms \(roundMs): give 250 to 60000, or a whole number of minutes")
        }
        guard (2...2_000).contains(accounts) else {
            throw ValidationError("--accounts \(accounts): give 2 to 2000")
        }
        guard (0...100).contains(groups) else {
            throw ValidationError("--groups \(groups): give 0 to 100")
        }
        if let mutation, Self.mutations[mutation] == nil {
            throw ValidationError("there is no mutation '\(mutation)'")
        }
    }

    private var plan: ReplayPlan {
        var plan = ReplayPlan()
        plan.payload = payload
        plan.roundMilliseconds = max(1, roundMs)
        plan.groupCount = groups
        if faults { plan.faults = ReplayPlan.usualFaults }
        plan.mutation = mutation.flatMap { Self.mutations[$0] }
        plan.seed = seed
        return plan
    }

    package mutating func run() async throws {
        do {
            try await audit()
        } catch let error as any CustomStringConvertible & Error {
            Output.complain("\(error)")
            throw ExitCode(1)
        }
    }

    private func audit() async throws {
        let (input, understood) = try InputReader(kind: .messages).read(path: trace)
        guard case .messages(let log) = input else {
            throw ValidationError("\(trace): not a message log")
        }
        let part = try TraceWindow(log, window: window, accounts: accounts)
        let replayer = TraceReplayer(
            part, plan, recordingPath: recording, withTwoWorlds: twoWorlds
        ) { Output.complain("… \($0)") }
        var findings = Findings()
        findings.inputs.append(try await replayer.run(understood))
        try Output.write(findings, report: report, results: results)
    }
}

extension ReplayPlan.Payload: ExpressibleByArgument {}
