import Foundation
import Simulation

/// `moonless-simulate --seeds N --hours H`: whole deployments in virtual time, with everything that
/// can break breaking, one from each seed; says whether a message was lost.
@main struct SimulateCommand {
    static let usage = """
        usage: moonless-simulate [--seeds N] [--hours H] [--first SEED] [--results FILE]
                                 [--workers N] [--patience ROUNDS] [--pairs] [--mutation NAME]
                                 [--only SEED] [--verbose]
               moonless-simulate catch-up
               moonless-simulate delays
               moonless-simulate groups [MEMBERS ...]

          --seeds N        number of seeds (default 20)
          --hours H        hours of virtual time over all seeds together (default 20)
          --first SEED     the first seed (default 1)
          --results FILE   keeps what is done, and goes on from there
          --workers N      seeds that are played at a time (default: as many as there are cores)
          --patience ROUNDS  within which everything has to arrive after the last fault
                           (default 60,000)
          --pairs          nobody founds groups
          --only SEED      plays this one of the seeds alone, as it is played among them
          --mutation NAME  a broken build, which has to lose something: skipVaultSync or
                           acknowledgeUnstored
          --verbose        a line for each seed
          catch-up         rounds until somebody who was away has everything
          delays           bits a day that a contact learns from delays
          groups           founding, latency and one more member in groups of so many (99 at most;
                           default 8 10 32 50)
        """

    static func main() async {
        do {
            switch CommandLine.arguments.dropFirst().first {
            case "catch-up": try Measurements.printCatchUp()
            case "delays": Measurements.printDelays()
            case "groups":
                let sizes = CommandLine.arguments.dropFirst(2).map { Int($0) ?? 0 }
                guard sizes.allSatisfy({ (2...GroupFigures.largest).contains($0) }) else {
                    refuse(usage)
                }
                try Measurements.printGroups(sizes.isEmpty ? [8, 10, 32, 50] : sizes)
            default:
                guard
                    let arguments = SimulateArguments(Array(CommandLine.arguments.dropFirst()))
                else { refuse(usage) }
                exit(try await SeedRun(arguments).play() ? 0 : 1)
            }
        } catch {
            refuse("moonless-simulate: \(error)", code: 1)
        }
    }

    private static func refuse(_ text: String, code: Int32 = 64) -> Never {
        FileHandle.standardError.write(Data((text + "\n").utf8))
        exit(code)
    }
}
