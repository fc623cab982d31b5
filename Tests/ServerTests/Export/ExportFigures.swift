import Foundation
import Server
import ServerTestSupport
import Testing
import Wire

/// Measures exports and restores of real servers.
///
/// It runs when asked for:
///
///     MOONLESS_EXPORT_FIGURES=1000,10000 swift test --filter ExportFigures
///
/// With `MOONLESS_EXPORT_PLANES` fewer planes than 128, for disks that have less room: a capacity
/// takes three times slots × planes × 1,024 bytes.
@Suite(.serialized) struct ExportFigures {
    private static let environment = ProcessInfo.processInfo.environment
    private static let capacities = (environment["MOONLESS_EXPORT_FIGURES"] ?? "")
        .split(separator: ",").compactMap { Int($0) }
    private static let planes = environment["MOONLESS_EXPORT_PLANES"].flatMap { Int($0) } ?? 128
    private static let clientCount = 8
    /// `MOONLESS_EXPORT_ROUNDS=no`: only the exports themselves.
    private static let isWithRounds = environment["MOONLESS_EXPORT_ROUNDS"] != "no"

    /// Milliseconds from the close of each round to its last answer, for as long as `isGoing`.
    private static func latencies(
        _ members: [TestMember], rounds: Int, while isGoing: () -> Bool
    ) async throws -> [Double] {
        var latencies: [Double] = []
        while latencies.count < rounds, isGoing() {
            let round = members[0].nextRound.next
            for member in members { try await member.send(round: round, reading: [0, 1]) }
            var isAnswered = true
            for member in members {
                isAnswered = try await member.records(round: round) != nil && isAnswered
            }
            let parameters = members[0].parameters
            let close =
                round.start(parameters) + Int64(RoundSchedule(parameters).closeMilliseconds)
            let now = Date().timeIntervalSince1970 * 1_000
            // A missed round takes at least the whole period.
            latencies.append(
                isAnswered ? now - Double(close) : Double(parameters.roundMilliseconds))
        }
        return latencies
    }

    /// Processor time of a server in milliseconds so far: its export's threads, and all others.
    ///
    /// Unlike what a clock shows it is hardly touched by what else the machine does.
    private static func processorTime(_ server: Int32) -> (rounds: Double, export: Double) {
        var (rounds, export) = (0.0, 0.0)
        let tasks = "/proc/\(server)/task"
        for task in (try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? [] {
            guard let text = try? String(contentsOfFile: "\(tasks)/\(task)/stat", encoding: .utf8),
                let begin = text.firstIndex(of: "("), let end = text.lastIndex(of: ")")
            else { continue }
            let fields = text[end...].split(separator: " ")
            // User and system time, in hundredths of a second.
            let time = 10 * ((Double(fields[12]) ?? 0) + (Double(fields[13]) ?? 0))
            let name = text[text.index(after: begin)..<end]
            if name.hasPrefix("TP-") { export += time } else { rounds += time }
        }
        return (rounds, export)
    }

    private static func quantile(_ values: [Double], _ part: Double) -> Int {
        guard !values.isEmpty else { return -1 }
        let sorted = values.sorted()
        return Int(sorted[min(sorted.count - 1, Int(Double(sorted.count) * part))].rounded())
    }

    private static func perRound(
        _ begin: ((rounds: Double, export: Double), Round),
        _ end: ((rounds: Double, export: Double), Round)
    ) -> Int {
        Int((end.0.rounds - begin.0.rounds) / Double(max(1, end.1.rawValue - begin.1.rawValue)))
    }

    private static func seconds(_ body: () async throws -> Void) async rethrows -> Double {
        let start = ContinuousClock.now
        try await body()
        return (ContinuousClock.now - start) / .seconds(1)
    }

    private final class Running: @unchecked Sendable {
        // One flag, set once by the thread that waits for the program.
        private let lock = NSLock()
        private var ended = false
        var isOver: Bool {
            get { lock.withLock { ended } }
            set { lock.withLock { ended = newValue } }
        }
    }

    @Test(.enabled(if: !capacities.isEmpty), arguments: capacities)
    func measure(capacity: Int) async throws {
        let site = try TestSite()
        try await site.initializeSmall(
            pages: Self.planes, capacity: capacity, roundMilliseconds: 1_000)
        let archive = site.directory.path + "/night.tar"
        try site.startHelper()
        try site.startLeader()
        let effect = Self.isWithRounds ? try await Self.effect(site, archive) : "not measured"
        site.stopBoth()
        try? FileManager.default.removeItem(atPath: archive)
        try? FileManager.default.removeItem(atPath: archive + ".supplement")
        let stopped = try await Self.seconds {
            _ = try await site.expectDone(["export", site.leaderPath, "--to", archive])
        }
        let bytes = try FileManager.default.attributesOfItem(atPath: archive)[.size] ?? 0
        let verified = try await Self.seconds {
            _ = try await site.expectDone(["verify", archive])
        }
        let restored = try await Self.seconds {
            _ = try await site.expectDone([
                "restore", archive, site.directory.path + "/new", "--supplement",
                archive + ".supplement", "--key", site.leaderPath + "/backup.key",
            ])
        }
        print(
            """
            export figures: \(capacity) slots, \(Self.planes) planes, \(bytes) bytes
              of a stopped server \(stopped) s, verify \(verified) s, restore \(restored) s
              rounds: \(effect)
            """)
    }

    /// Rounds without and with an export beside them.
    private static func effect(_ site: TestSite, _ archive: String) async throws -> String {
        var members: [TestMember] = []
        for _ in 0..<clientCount { members.append(try await site.member()) }
        for member in members { try await member.openSession() }
        _ = try await latencies(members, rounds: 5) { true }
        let leader = site.processIdentifiers[0]
        let begin = (processorTime(leader), members[0].nextRound)
        let before = try await latencies(members, rounds: 30) { true }
        let middle = (processorTime(leader), members[0].nextRound)
        let running = Running()
        let process = Process()
        process.executableURL = ServerProgram.executable
        process.arguments = ["export", site.leaderPath, "--to", archive]
        process.standardOutput = Foundation.FileHandle.nullDevice
        process.standardError = Foundation.FileHandle.nullDevice
        process.terminationHandler = { _ in running.isOver = true }
        let start = ContinuousClock.now
        try process.run()
        let during = try await latencies(members, rounds: 600) { !running.isOver }
        let end = (processorTime(leader), members[0].nextRound)
        process.waitUntilExit()
        let gentle = (ContinuousClock.now - start) / .seconds(1)
        #expect(process.terminationStatus == 0)
        return """
            export of the running server \(gentle) s; close to last answer of \(clientCount) clients, \
            ms, median and 95th percentile: \(quantile(before, 0.5)) and \(quantile(before, 0.95)) \
            without, \(quantile(during, 0.5)) and \(quantile(during, 0.95)) during the export \
            (\(during.count) rounds); the leader's processor time a round, ms: \
            \(perRound(begin, middle)) without, \(perRound(middle, end)) during, and \
            \(Int(end.0.export - middle.0.export)) in all for the export
            """
    }
}
