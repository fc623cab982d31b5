import ArgumentParser
import Audit
import AuditCommand

@main
struct Main {
    static func main() async {
        if CommandLine.arguments.dropFirst().first == "power" {
            do { try await Power.run(Array(CommandLine.arguments.dropFirst(2))) } catch {
                print(error)
            }
            return
        }
        await AuditCommand.main()
    }
}

/// The battery on modelled recordings, with each leak.
enum Power {
    static func run(_ arguments: [String]) async throws {
        guard case .messages(let log) = try InputReader().read(path: arguments[0]).0 else { return }
        let days = Double(arguments[1]) ?? 14
        let messages = SyntheticRecording.messages(log, days: days)
        let truth = PartnerGraph(
            userCount: log.users.count, pairs: messages.map { ($0.from, $0.to) })
        print(messages.count, "messages", truth.pairs.count, "pairs")
        for leak in SyntheticRecording.Leak.allCases {
            let clock = ContinuousClock()
            let start = clock.now
            var model = SyntheticRecording(
                messages: messages, slotCount: log.users.count, roundMicroseconds: 600_000_000,
                leak: leak)
            model.absentShare = arguments.count > 2 ? 0.3 : 0
            let observer = try RoundObserver(model.recording)
            let mid = clock.now
            let scores = await RecordingBattery(observer, truth: truth).run()
            print(
                "==", leak, observer.eventCount, "events", observer.marks.count, "marks",
                observer.presenceChanges.count, mid - start, clock.now - mid)
            for s in scores {
                print(
                    s.isSignificant ? " *" : "  ", s.attack, s.auc, s.precisionAt1,
                    s.precisionAt1 / s.baseRate, s.matched ?? -1, s.pOfAUC, s.pOfPrecisionAt1,
                    s.correctedP)
            }
        }
    }
}
