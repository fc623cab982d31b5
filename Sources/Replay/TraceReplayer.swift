package import Audit
import Foundation

/// Plays a window of a trace, audits what three servers would know of it, and tidies up.
package struct TraceReplayer {
    private let window: TraceWindow
    private let plan: ReplayPlan
    /// Where the recording is kept; nil if it is thrown away.
    private let recordingPath: String?
    private let withTwoWorlds: Bool
    private let progress: (String) -> Void

    package init(
        _ window: TraceWindow, _ plan: ReplayPlan, recordingPath: String? = nil,
        withTwoWorlds: Bool = true, progress: @escaping (String) -> Void = { _ in }
    ) {
        self.window = window
        self.plan = plan
        self.recordingPath = recordingPath
        self.withTwoWorlds = withTwoWorlds
        self.progress = progress
    }

    package func run(_ report: InputReport) async throws -> InputFindings {
        let directory = FileManager.default.temporaryDirectory
            .appending(path: "moonless-replay-\(UInt64.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = recordingPath ?? directory.appending(path: "first").path
        let first = try play(window.log, to: path, meetingRounds: nil)
        if let recordingPath { try writeTruth(first.outcome.messages, recordingPath) }
        var second: ReplayFindings.World?
        if withTwoWorlds {
            progress("the same schedule with other friends")
            second =
                try play(
                    otherFriends(), to: directory.appending(path: "second").path,
                    meetingRounds: first.outcome.meetingRounds
                ).world
        }
        progress("attacks")
        var findings = try await ReplayFindings(
            report: report, first: first.world, second: second, facts: facts(first),
            howItWasSaid: howItWasSaid
        ).findings()
        let missing = first.outcome.arrivals.missing.count
        if missing > 0, plan.mutation == nil {
            findings.headlines.insert(
                "\(missing) of \(first.outcome.arrivals.due) messages NEVER ARRIVED, long after "
                    + "everything went well again: a fault of Moonless, which this program must report.",
                at: 0)
        }
        return findings
    }

    private struct Played {
        let world: ReplayFindings.World
        let outcome: LivePlay.Outcome
        let eventCount: Int
        let seconds: Double
    }

    private func play(_ log: MessageLog, to path: String, meetingRounds: Int?) throws -> Played {
        let start = ContinuousClock.now
        let file = try RecordingFile(
            path: path, roundMilliseconds: Int64(plan.roundMilliseconds),
            scale: Int64(plan.scale ?? 1))
        let outcome = try LivePlay(log, plan, progress: progress)
            .run(meetingRounds: meetingRounds) { file.append($0) }
        try file.close()
        let (input, _) = try InputReader(kind: .recording).read(path: path)
        guard case .recording(let recording) = input else {
            throw RecordingFile.Failure.cannotWrite(path)
        }
        let duration = start.duration(to: .now)
        return Played(
            world: ReplayFindings.World(recording: recording, messages: outcome.messages),
            outcome: outcome, eventCount: file.eventCount,
            seconds: Double(duration.components.seconds))
    }

    /// The same messages at the same times among the same people, each of whom has another's
    /// friends.
    private func otherFriends() -> MessageLog {
        var generator = SeededGenerator(seed: plan.seed &+ 77)
        let names = (0..<Int32(window.log.users.count)).shuffled(using: &generator)
        var other = MessageLog(users: window.log.users)
        other.hasCalendar = window.log.hasCalendar
        for row in 0..<window.log.count {
            other.append(
                time: window.log.times[row], from: names[Int(window.log.from[row])],
                to: names[Int(window.log.to[row])])
        }
        return other
    }

    private func writeTruth(_ messages: MessageLog, _ path: String) throws {
        var text = "time,from,to\n"
        for row in 0..<messages.count {
            text +=
                "\(messages.times[row]),\(messages.users[messages.from[row]]),"
                + "\(messages.users[messages.to[row]])\n"
        }
        try Data(text.utf8).write(to: URL(filePath: path + ".truth.csv"), options: .atomic)
    }

    private var howItWasSaid: String {
        plan.payload == .real
            ? "Every message was written, sent and read by a real client."
            : "Clients sent cover alone: the same frames, of which only their random-looking bytes "
                + "would have differed. The messages, groups included, are the truth that the "
                + "attacks look for."
    }

    /// What is missing is named: a message that never comes is a fault, not a figure.
    private func explanation(_ arrivals: Arrivals) -> String {
        var text =
            arrivals.missingAtOnce == 0
            ? "all were there when the recording ended"
            : "\(arrivals.missingAtOnce) were under way when the recording ended"
        if !arrivals.missing.isEmpty {
            text +=
                "; MISSING after \(arrivals.waitedRounds) more rounds without faults: "
                + arrivals.missing.prefix(5).map(\.description).joined(separator: "; ")
        } else if arrivals.waitedRounds > 0 {
            text += "; complete and acknowledged within \(arrivals.waitedRounds) more rounds"
        }
        if !arrivals.isQuiet { text += "; not everything was acknowledged" }
        return text
    }

    private func facts(_ played: Played) -> [Fact] {
        let outcome = played.outcome
        var facts = [
            Fact(
                "window", "Window", window.description,
                explanation: "\(window.log.users.count) of the \(window.peopleInWindow) people in "
                    + "it, the most active ones"),
            Fact(
                "messages", "Messages", count: outcome.messages.count,
                explanation: "\(outcome.messages.partners().pairs.count) pairs; a message to a "
                    + "group counts once for each other member"),
            Fact(
                "payload", "Payloads", plan.payload.rawValue,
                explanation: plan.payload == .real
                    ? "introductions, MLS, cells, bells and private reads of real clients"
                    : "sessions, cover frames and private reads through the real servers"),
            Fact(
                "stackRounds", "Rounds", count: outcome.rounds,
                explanation: "of \(plan.roundText), introductions included"
            ),
            Fact(
                "recordedEvents", "Events recorded", count: played.eventCount,
                explanation: "by leader and helper, played in \(Int(played.seconds)) s"),
        ]
        if plan.payload == .real {
            facts.append(
                Fact(
                    "due", "Due", count: outcome.arrivals.due,
                    explanation: "deliveries; a message to a group is due at each other member"))
            facts.append(
                Fact(
                    "arrived", "Arrived", "\(outcome.arrivals.arrived) of \(outcome.arrivals.due)",
                    number: Double(outcome.arrivals.arrived),
                    explanation: explanation(outcome.arrivals)))
        }
        let sizes = Set(outcome.groupSizes).sorted().map(String.init).joined(separator: " or ")
        facts.append(
            Fact(
                "groups", "Groups", count: outcome.groupSizes.count,
                explanation: sizes.isEmpty ? "" : "of \(sizes) members"))
        return facts
    }
}
