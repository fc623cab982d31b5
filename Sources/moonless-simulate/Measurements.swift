import ClientCore
import Simulation

/// Figures for the documentation.
enum Measurements {
    /// Somebody with 50 contacts, ten of whom have written five texts each.
    static func printCatchUp() throws {
        for areWritersAway in [true, false] {
            for days in [1, 30] {
                var rounds: [Int] = []
                var missing = 0
                for seed in 1...3 as ClosedRange<UInt64> {
                    var catchUp = CatchUp()
                    catchUp.seed = seed
                    catchUp.areWritersAway = areWritersAway
                    let result = try catchUp.measure(days: days)
                    rounds.append(result.rounds)
                    missing += result.missing ?? 0
                }
                print(
                    "after \(days) days, writers \(areWritersAway ? "away" : "there"), K = 128, "
                        + "R = 2: everything after \(rounds) rounds, \(missing) missing")
            }
        }
    }

    static func printDelays() {
        for mode in SchedulingMode.allCases {
            let result = DelayLeak(mode).estimate(days: 40, seed: 1)
            print(
                "\(mode.rawValue): \(format(result.bitsPerDay)) bits a day of "
                    + "\(format(result.entropyPerDay)) in when others are active; "
                    + "\(format(result.bitsOfTheDay)) bits of 1 in whether any is")
        }
    }

    /// Founding, talk and one more member, for groups of these sizes.
    static func printGroups(_ sizes: [Int]) throws {
        for size in sizes {
            var figures = GroupFigures(members: size)
            for isOpen in size <= 50 ? [false, true] : [false] {
                figures.isOpen = isOpen
                let result = try figures.measure()
                print(
                    "group of \(size)\(isOpen ? ", on everybody's screen" : ""), K = "
                        + "\(figures.pages), R = \(figures.reads): founded in "
                        + "\(result.foundingRounds) rounds; a text every "
                        + "\(figures.roundsPerText) rounds arrives after "
                        + "\(percentiles(result.latencies)) rounds, with the last reader after "
                        + "\(percentiles(result.fullLatencies)); one more member is in after "
                        + "\(result.additionRounds) rounds, known to all after "
                        + "\(result.knownRounds), commit \(result.commitByteCount) bytes, "
                        + "Welcome \(result.welcomeByteCount) bytes")
            }
        }
    }

    /// Median, 95th percentile and largest of sorted values.
    private static func percentiles(_ sorted: [Int]) -> String {
        guard let largest = sorted.last else { return "none" }
        return "\(sorted[sorted.count / 2]) (median), \(sorted[sorted.count * 95 / 100]) (95 %), "
            + "\(largest) (at most)"
    }

    private static func format(_ value: Double) -> String {
        let thousandths = Int((value * 1_000).rounded())
        let rest = String(thousandths % 1_000)
        return "\(thousandths / 1_000)." + String(repeating: "0", count: 3 - rest.count) + rest
    }
}
