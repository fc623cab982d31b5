import Foundation
import Simulation

/// `moonless-simulate --seeds N --hours H`: whole deployments in virtual time, with everything that
/// can break breaking, one from each seed; says whether a message was lost.
@main struct SimulateCommand {
    private static let usage = """
        usage: moonless-simulate [--seeds N] [--hours H] [--first SEED] [--mutation NAME] [--verbose]
               moonless-simulate catch-up
               moonless-simulate delays

          --seeds N        number of seeds (default 20)
          --hours H        hours of virtual time over all seeds together (default 20)
          --first SEED     the first seed (default 1)
          --mutation NAME  a broken build, which has to lose something: skipVaultSync or
                           acknowledgeUnstored
          --verbose        a line for each seed
          catch-up         rounds until somebody who was away has everything
          delays           bits a day that a contact learns from delays
        """

    private struct Arguments {
        var seeds: UInt64 = 20
        var hours = 20
        var first: UInt64 = 1
        var mutation: SimulationConfiguration.Mutation?
        var isVerbose = false

        init?(_ arguments: [String]) {
            var rest = arguments[...]
            while let option = rest.popFirst() {
                if option == "--verbose" {
                    isVerbose = true
                    continue
                }
                guard let value = rest.popFirst() else { return nil }
                switch (option, UInt64(value)) {
                case ("--seeds", let number?) where (1...1_000_000).contains(number):
                    seeds = number
                case ("--hours", let number?) where (1...1_000_000).contains(number):
                    hours = Int(number)
                case ("--first", let number?) where number < 1 << 32: first = number
                case ("--mutation", _):
                    guard let named = SimulateCommand.mutations[value] else { return nil }
                    mutation = named
                default: return nil
                }
            }
        }
    }

    private static let mutations: [String: SimulationConfiguration.Mutation] = [
        "skipVaultSync": .skipVaultSync, "acknowledgeUnstored": .acknowledgeUnstored,
    ]

    static func main() async throws {
        switch CommandLine.arguments.dropFirst() {
        case ["catch-up"]: return try Measurements.printCatchUp()
        case ["delays"]: return Measurements.printDelays()
        default: try await runSeeds()
        }
    }

    private static func runSeeds() async throws {
        guard let arguments = Arguments(Array(CommandLine.arguments.dropFirst())) else {
            FileHandle.standardError.write(Data((usage + "\n").utf8))
            exit(64)
        }
        let plans = SeedPlan.plans(
            seeds: arguments.first..<arguments.first + arguments.seeds,
            milliseconds: Int64(arguments.hours) * 3_600_000, mutation: arguments.mutation)
        let isVerbose = arguments.isVerbose
        let start = ContinuousClock.now
        let results = try await SeedBatch(plans).run { result in
            if isVerbose || !result.isPerfect { print(line(result)) }
        }
        exit(summarise(results, arguments, start.duration(to: .now)) ? 0 : 1)
    }

    private static func line(_ result: SeedResult) -> String {
        "seed \(result.seed): \(result.clients) accounts, \(result.rounds) rounds, "
            + "\(result.milliseconds / 60_000) minutes: \(result.verdict)"
            + (result.isQuiet ? "" : ", something was not acknowledged in the end")
            + (result.repeatedFrames == 0 ? "" : ", \(result.repeatedFrames) frames repeated")
    }

    /// - Returns: whether everything is as it should be.
    private static func summarise(
        _ results: [SeedResult], _ arguments: Arguments, _ duration: Duration
    ) -> Bool {
        var verdict = DeliveryVerdict()
        var rounds = 0
        var milliseconds: Int64 = 0
        for result in results {
            verdict += result.verdict
            rounds += result.rounds * result.clients
            milliseconds += result.milliseconds
        }
        let failing = results.filter { !$0.isPerfect }.map(\.seed).sorted()
        print(
            "\(milliseconds / 3_600_000) hours and \(rounds) rounds of accounts were played in "
                + "\(duration.components.seconds) s")
        if !failing.isEmpty {
            print("failing seeds: " + failing.map(String.init).joined(separator: " "))
        }
        print(
            "\(results.count) seeds, \(arguments.hours) hours: \(verdict.messages) messages, "
                + "\(verdict.lost) lost, \(verdict.duplicated) duplicated, "
                + "\(verdict.outOfOrder) out of order")
        return failing.isEmpty && milliseconds >= Int64(arguments.hours) * 3_600_000
    }
}
