package import ArgumentParser
import Audit

/// `moonless audit`
package struct AuditCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(commandName: "audit")
    @Argument var files: [String]
    package init() {}
    package mutating func run() async throws {
        for file in files where file != "p" {
            let (input, report) = try InputReader().read(path: file)
            print(report)
            switch input {
            case .messages(let log):
                let truth = log.partners()
                let clock = ContinuousClock(); let start = clock.now
                for r in await PeopleYouMayKnow(log).scores() { print("PYMK", r.attack, r.auc, r.precisionAt1, r.precisionAt10, r.baseRate, r.matched ?? -1, r.correctedP) }
                print(clock.now - start)
                if CommandLine.arguments.last == "p" { continue }
                for within in [1.0, 60, 3600, 86400, nil] {
                    let sealed = DeliveryLog(sealing: log, receiptsWithinSeconds: within, seed: 1)
                    let clock = ContinuousClock(); let start = clock.now
                    let all = await DeliveryBattery(sealed, truth: truth).run()
                    print("--", within ?? -1, clock.now - start)
                    for r in all { print(r.attack, r.auc, r.precisionAt1, r.precisionAt10, r.matched ?? -1, r.correctedP) }
                }
            default: break
            }
        }
    }
}
