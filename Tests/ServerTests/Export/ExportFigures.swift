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

    private static func quantile(_ values: [Double], _ part: Double) -> Int {
        guard !values.isEmpty else { return -1 }
        let sorted = values.sorted()
        return Int(sorted[min(sorted.count - 1, Int(Double(sorted.count) * part))].rounded())
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
        try site.startHelper()
        try site.startLeader()
        var members: [TestMember] = []
        for _ in 0..<Self.clientCount { members.append(try await site.member()) }
        for member in members { try await member.openSession() }
        _ = try await Self.latencies(members, rounds: 5) { true }
        let before = try await Self.latencies(members, rounds: 30) { true }

        let archive = site.directory.path + "/night.tar"
        let running = Running()
        let process = Process()
        process.executableURL = ServerProgram.executable
        process.arguments = ["export", site.leaderPath, "--to", archive]
        process.standardOutput = Foundation.FileHandle.nullDevice
        process.standardError = Foundation.FileHandle.nullDevice
        process.terminationHandler = { _ in running.isOver = true }
        let start = ContinuousClock.now
        try process.run()
        let during = try await Self.latencies(members, rounds: 600) { !running.isOver }
        process.waitUntilExit()
        let gentle = (ContinuousClock.now - start) / .seconds(1)
        #expect(process.terminationStatus == 0)
        let bytes = try FileManager.default.attributesOfItem(atPath: archive)[.size] ?? 0
        site.stopBoth()

        let verified = try await Self.seconds {
            _ = try await site.expectDone(["verify", archive])
        }
        let restored = try await Self.seconds {
            _ = try await site.expectDone([
                "restore", archive, site.directory.path + "/new", "--supplement",
                archive + ".supplement", "--key", site.leaderPath + "/backup.key",
            ])
        }
        try FileManager.default.removeItem(atPath: site.directory.path + "/new")
        try FileManager.default.removeItem(atPath: archive)
        let stopped = try await Self.seconds {
            _ = try await site.expectDone(["export", site.leaderPath, "--to", archive])
        }
        print(
            """
            export figures: \(capacity) slots, \(Self.planes) planes, \(bytes) bytes
              of a running server \(gentle) s, of a stopped one \(stopped) s
              verify \(verified) s, restore \(restored) s
              close to last answer of \(Self.clientCount) clients, ms, median and 95th percentile:
              \(Self.quantile(before, 0.5)) and \(Self.quantile(before, 0.95)) without, \
            \(Self.quantile(during, 0.5)) and \(Self.quantile(during, 0.95)) during the export \
            (\(during.count) rounds)
            """)
    }
}
