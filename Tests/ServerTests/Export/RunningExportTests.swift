import Foundation
import Server
import ServerTestSupport
import Testing
import Wire

/// Exports, status and metrics of servers that run, over the programs themselves.
@Suite(.serialized) struct RunningExportTests {
    /// Plays rounds until one went through; what `reader` read of `writer`.
    private static func exchange(
        _ writer: TestMember, _ reader: TestMember, cell: [UInt8]
    ) async throws -> [UInt8] {
        for _ in 0..<40 {
            let round = writer.nextRound.next
            try await writer.send(round: round, cell: cell, reading: [0, 1])
            try await reader.send(round: round, reading: [Int(writer.client.slot), 0])
            let own = try await writer.records(round: round)
            if let read = try await reader.records(round: round), own != nil { return read[0] }
        }
        throw TestFailure("no round went through")
    }

    @Test func anExportOfARunningServerVerifies() async throws {
        let site = try await TestSite.running()
        let (alice, bob) = (try await site.member(), try await site.member())
        for member in [alice, bob] { try await member.openSession() }
        let cell = noise(1_024)
        #expect(try await Self.exchange(alice, bob, cell: cell) == cell)
        let paths = [site.leaderPath, site.helperPath]
        for path in paths {
            _ = try await site.expectDone(["export", path, "--to", path + ".tar"])
        }
        // Rounds go on. Before all else: a connection that is silent for a minute is closed, and on
        // a busy machine to look at the archives may take longer.
        #expect(try await Self.exchange(bob, alice, cell: cell) == cell)
        for path in paths {
            let archive = path + ".tar"
            let text = try await site.expectDone([
                "verify", archive, "--deployment", site.leaderPath + "/deployment.json",
            ])
            #expect(text.contains("whole and signed"))
            // The published cell is somewhere in one of the planes.
            let entries = try ExportSite.unpack(archive)
            let planes = entries.filter { $0.key.hasPrefix("planes/") }.values
            #expect(planes.contains { $0.rows(1_024).contains(cell) })
        }
        let same = try await ServerProgram.run([
            "export", site.leaderPath, "--to", site.leaderPath + ".tar",
        ])
        #expect(same.code == ServerFailure.Kind.cannotCreate.rawValue)
    }

    @Test func twoExportsAtOnceAreOneAndAClearError() async throws {
        let site = try await TestSite.running(capacity: 2_048)
        // Both are started before either is waited for.
        let runs = try (0..<2).map { number in
            let process = Process()
            process.executableURL = ServerProgram.executable
            process.arguments = [
                "export", site.leaderPath, "--to", site.leaderPath + "-\(number).tar",
            ]
            let complaint = Pipe()
            process.standardOutput = Foundation.FileHandle.nullDevice
            process.standardError = complaint
            try process.run()
            return (process, complaint)
        }
        let outcomes = runs.map { process, complaint in
            let text = complaint.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return (
                code: process.terminationStatus, complaint: String(decoding: text, as: UTF8.self)
            )
        }
        #expect(outcomes.map(\.code).sorted() == [0, ServerFailure.Kind.busy.rawValue])
        #expect(outcomes.contains { $0.complaint.contains("under way") })
    }

    @Test(.enabled(if: SmallDisk.isPossible)) func aDiskThatFillsStopsTheExportAlone() async throws
    {
        let site = try await TestSite.running()
        let (alice, bob) = (try await site.member(), try await site.member())
        for member in [alice, bob] { try await member.openSession() }
        let disk = try SmallDisk(megabytes: 1)
        let outcome = try await ServerProgram.run([
            "export", site.leaderPath, "--to", disk.path + "/night.tar",
        ])
        #expect(outcome.code == ServerFailure.Kind.inputOutput.rawValue)
        #expect(outcome.complaint.contains("disk is full"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path).isEmpty)
        let cell = noise(1_024)
        #expect(try await Self.exchange(alice, bob, cell: cell) == cell)
    }

    // MARK: Status

    private static func write(_ text: String, to path: String) throws {
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    private static func get(_ url: String) throws -> (code: Int32, body: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["curl", "-sk", "-w", "\n%{http_code}", url]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return (Int32(lines.last ?? "") ?? 0, lines.dropLast().joined(separator: "\n"))
    }

    @Test func statusHealthMetricsAndDownloads() async throws {
        let site = try TestSite()
        try await site.initialize()
        try await site.cosign()
        let ports = try await FreePorts.find(2)
        try Self.write(
            """
            {"monitor": "127.0.0.1:\(ports[0])", "download": "127.0.0.1:\(ports[1])"}
            """, to: site.leaderPath + "/operations.json")
        let before = try await site.expectDone(["status", site.leaderPath, "--json"])
        #expect(before.contains("\"running\":false"))
        try site.startLeader()
        let unlinked = try Self.get("http://127.0.0.1:\(ports[0])/health")
        #expect(unlinked.code == 503)
        try site.startHelper()
        let members = [try await site.member(), try await site.member()]
        for member in members { try await member.openSession() }
        let cell = noise(1_024)
        _ = try await Self.exchange(members[0], members[1], cell: cell)
        let status = try await site.expectDone(["status", site.leaderPath, "--json"])
        #expect(status.contains("\"running\":true"))
        #expect(status.contains("\"linked\":true"))
        // Two clients are none, rounded down to tens.
        #expect(status.contains("\"clientsRoundedDown\":0"))
        #expect(status.contains("\"accountsRoundedDown\":0"))
        #expect(try Self.get("http://127.0.0.1:\(ports[0])/health").code == 200)
        let metrics = try Self.get("http://127.0.0.1:\(ports[0])/metrics")
        #expect(metrics.code == 200)
        #expect(metrics.body.contains("moonless_clients 0\n"))
        #expect(metrics.body.contains("moonless_linked 1\n"))
        let rounds = metrics.body.split(separator: "\n").first {
            $0.hasPrefix("moonless_rounds_total ")
        }
        #expect(rounds.flatMap { Int($0.split(separator: " ")[1]) } ?? 0 > 0)
        #expect(try Self.get("http://127.0.0.1:\(ports[0])/exports").code == 404)

        // Downloads: the archives and nothing else.
        _ = try await site.expectDone(["export", site.leaderPath])
        let list = try Self.get("https://127.0.0.1:\(ports[1])/")
        let name = try #require(list.body.split(separator: "\n").first)
        let saved = site.directory.path + "/saved.tar"
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["curl", "-sk", "-o", saved, "https://127.0.0.1:\(ports[1])/\(name)"]
        try process.run()
        process.waitUntilExit()
        _ = try await site.expectDone(["verify", saved])
        for path in ["keys.json", "../keys.json", "%2e%2e/keys.json", "supplements"] {
            #expect(try Self.get("https://127.0.0.1:\(ports[1])/\(path)").code == 404)
        }
    }

    @Test func settingsThatCannotBeAreRefused() async throws {
        let site = try TestSite()
        try await site.initialize()
        try await site.cosign()
        for text in [
            "{", "{\"exportHour\": 24}", "{\"monitor\": \"0.0.0.0:9000\"}",
            "{\"keepExports\": 0}", "{\"version\": 2}",
        ] {
            try Self.write(text, to: site.leaderPath + "/operations.json")
            let outcome = try await ServerProgram.run(["run", site.leaderPath])
            #expect(outcome.code == ServerFailure.Kind.configuration.rawValue, "\(text)")
            #expect(outcome.complaint.contains("operations.json"))
        }
    }

    // MARK: Wipe and restore

    /// Leader, then helper: the disk is gone, and is made anew from the export of before.
    @Test(arguments: [ServerRole.leader, .helper])
    func aLostDiskIsRestoredAndEverybodyGoesOn(_ role: ServerRole) async throws {
        let site = try TestSite()
        // An odd number: a member plays every other round, and must come by every plane.
        try await site.initializeSmall(pages: 5, roundMilliseconds: 1_000)
        try site.startHelper()
        try site.startLeader()
        let (alice, bob) = (try await site.member(), try await site.member())
        for member in [alice, bob] { try await member.openSession() }
        _ = try await Self.exchange(alice, bob, cell: noise(1_024))
        let path = role == .leader ? site.leaderPath : site.helperPath
        let archive = site.directory.path + "/night.tar"
        _ = try await site.expectDone(["export", path, "--to", archive])
        let key = site.directory.path + "/backup.key"
        try FileManager.default.moveItem(atPath: path + "/backup.key", toPath: key)

        // After the export: Carol joins, Alice writes something and goes away.
        let carol = try await site.member()
        try await carol.openSession()
        // Who sent nothing for a minute, on a busy machine, has been hung up on.
        try await alice.reconnect()
        try await alice.openSession()
        let left = noise(1_024)
        #expect(try await Self.exchange(alice, carol, cell: left) == left)
        alice.socket.close()
        if role == .leader { site.killLeader() } else { site.killHelper() }
        try FileManager.default.removeItem(atPath: path)
        _ = try await site.expectDone([
            "restore", archive, path, "--supplement", archive + ".supplement", "--key", key,
        ])
        if role == .leader { try site.startLeader() } else { try site.startHelper() }

        try await bob.reconnect()
        try await bob.openSession()
        // What Alice left comes by once in K rounds.
        var found = false
        let end = ContinuousClock.now + .seconds(90)
        while !found, ContinuousClock.now < end {
            let round = bob.nextRound.next
            try await bob.send(round: round, reading: [Int(alice.client.slot), 0])
            found = try await bob.records(round: round)?[0] == left
        }
        #expect(found, "what was left before the disk was lost is gone")
        try await carol.reconnect()
        try await carol.openSession()
        let cell = noise(1_024)
        #expect(try await Self.exchange(carol, bob, cell: cell) == cell)
        #expect(!PrivateFile.exists(path + "/restored"))
    }
}
