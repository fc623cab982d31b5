import Foundation
import Simulation

/// Plays all seeds, tells of progress and says in the last line what became of the messages.
struct SeedRun {
    private let arguments: SimulateArguments
    private let plans: [SeedPlan]
    private let file: ResultsFile?

    init(_ arguments: SimulateArguments) throws {
        self.arguments = arguments
        plans = SeedPlan.plans(
            seeds: arguments.first..<arguments.first + arguments.seeds,
            milliseconds: Int64(arguments.hours) * 3_600_000, mutation: arguments.mutation,
            withGroups: arguments.withGroups
        ).filter { arguments.only == nil || $0.seed == arguments.only }
        file = try arguments.results.map {
            try ResultsFile(path: $0, run: arguments.summary)
        }
    }

    /// - Returns: whether everything is as it should be.
    func play() async throws -> Bool {
        // Of a seed that stands in the file twice the first result counts.
        var known: [UInt64: SeedResult] = [:]
        for result in file?.results ?? [] where known[result.seed] == nil {
            known[result.seed] = result
        }
        let start = ContinuousClock.now
        let left = plans.filter { known[$0.seed] == nil }
        if !known.isEmpty { tell("\(known.count) of \(plans.count) seeds were done before") }
        var results = Array(known.values)
        var told = start
        try await SeedBatch(
            left, workers: arguments.workers, patience: arguments.patience
        ).run { result in
            results.append(result)
            try file?.add(result)
            if arguments.isVerbose || !result.isPerfect || result.tookPeople {
                say(Self.line(result))
            }
            if told.duration(to: .now) > .seconds(60) {
                told = .now
                tellProgress(results, left.count, since: start)
            }
        }
        return summarise(results, start.duration(to: .now))
    }

    private func tellProgress(
        _ results: [SeedResult], _ count: Int, since start: ContinuousClock.Instant
    ) {
        let done = count - (plans.count - results.count)
        let elapsed = Double(start.duration(to: .now).components.seconds)
        let minutes = Int(elapsed / Double(max(1, done)) * Double(count - done) / 60)
        let failing = results.count { !$0.isPerfect }
        tell(
            "\(results.count) of \(plans.count) seeds, \(failing) failing, about \(minutes) minutes left"
        )
    }

    /// At once, also into a file: a long run is watched.
    private func say(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    private func tell(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    private static func line(_ result: SeedResult) -> String {
        "seed \(result.seed): \(result.clients) accounts, \(result.rounds) rounds, "
            + "\(result.milliseconds / 60_000) minutes: \(result.verdict)"
            + (result.isQuiet && result.tookPeople ? ", at rest after people stepped in" : "")
            + (result.isQuiet ? "" : ", something was not acknowledged in the end")
            + (result.repeatedFrames == 0 ? "" : ", \(result.repeatedFrames) frames repeated")
            + result.notes.map { "\n  " + $0 }.joined()
    }

    private func summarise(_ results: [SeedResult], _ duration: Duration) -> Bool {
        var verdict = DeliveryVerdict()
        var rounds = 0
        var milliseconds: Int64 = 0
        for result in results {
            verdict += result.verdict
            rounds += result.rounds * result.clients
            milliseconds += result.milliseconds
        }
        let failing = results.filter { !$0.isPerfect }.map(\.seed).sorted()
        say(
            "\(milliseconds / 3_600_000) hours and \(rounds) rounds of accounts were played in "
                + "\(duration.components.seconds) s")
        let helped = results.filter { $0.isQuiet && $0.tookPeople }.map(\.seed).sorted()
        if !helped.isEmpty {
            say(
                "at rest only after people stepped in: "
                    + helped.map(String.init).joined(separator: " "))
        }
        if !failing.isEmpty {
            say("failing seeds: " + failing.map(String.init).joined(separator: " "))
        }
        say(
            "\(results.count) seeds, \(arguments.hours) hours: \(verdict.messages) messages, "
                + "\(verdict.lost) lost, \(verdict.duplicated) duplicated, "
                + "\(verdict.outOfOrder) out of order")
        return failing.isEmpty && milliseconds >= Int64(arguments.hours) * 3_600_000
    }
}
