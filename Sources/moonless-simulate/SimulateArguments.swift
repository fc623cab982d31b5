import Foundation
import Simulation

/// What `moonless-simulate` is asked to play.
struct SimulateArguments {
    var seeds: UInt64 = 20
    var hours = 20
    var first: UInt64 = 1
    var workers = ProcessInfo.processInfo.activeProcessorCount
    /// Rounds in which everything has to arrive after the last fault.
    var patience = SeedPlan.patienceRounds
    var results: String?
    var mutation: SimulationConfiguration.Mutation?
    /// Whether people found groups too, and do not talk in pairs alone.
    var withGroups = true
    var isVerbose = false
    /// Plays this one of the seeds alone: to look at a failure.
    var only: UInt64?

    private static let mutations: [String: SimulationConfiguration.Mutation] = [
        "skipVaultSync": .skipVaultSync, "acknowledgeUnstored": .acknowledgeUnstored,
    ]

    /// - Returns: nil if they make no sense.
    init?(_ arguments: [String]) {
        var rest = arguments[...]
        while let option = rest.popFirst() {
            if option == "--verbose" {
                isVerbose = true
                continue
            }
            if option == "--pairs" {
                withGroups = false
                continue
            }
            guard let value = rest.popFirst() else { return nil }
            switch (option, UInt64(value)) {
            case ("--seeds", let number?) where (1...1_000_000).contains(number):
                seeds = number
            case ("--hours", let number?) where (1...1_000_000).contains(number):
                hours = Int(number)
            case ("--first", let number?) where number < 1 << 32: first = number
            case ("--only", let number?): only = number
            case ("--workers", let number?) where (1...1_024).contains(number):
                workers = Int(number)
            case ("--patience", let number?) where (1...10_000_000).contains(number):
                patience = Int(number)
            case ("--results", _): results = value
            case ("--mutation", _):
                guard let named = Self.mutations[value] else { return nil }
                mutation = named
            default: return nil
            }
        }
    }

    /// The run in one line.
    var summary: String {
        "moonless-simulate 1: \(seeds) seeds from \(first), \(hours) hours"
            + (withGroups ? "" : ", pairs") + (mutation.map { ", \($0)" } ?? "")
    }
}
