import Foundation
import Server
import ServerCore
import ServerTestSupport
import Testing
import Wire

/// Archives hold what the stores hold, in an order that tells nothing, and become servers again.
@Suite struct ExportTests {
    @Test func anArchiveHoldsAllRowsInAnotherOrder() async throws {
        let site = try await ExportSite(capacity: 64, pages: 3)
        let slots = try site.makeAccounts(5)
        for number in 0..<4 {
            try site.serve(Round(rawValue: UInt64(1_000 + number)), slots: slots)
        }
        let result = try site.export("night")
        let entries = try ExportSite.unpack(result.archive)
        let records = try site.accounts.accounts(from: 0, limit: 64)
        let columns: [(String, [[UInt8]])] = [
            ("accounts/keys.bin", records.map(\.key)),
            ("bells.bin", try site.planes.bells().rows(16)),
            ("planes/00000.bin", try site.planes.plane(0).rows(1_024)),
            ("planes/00001.bin", try site.planes.plane(1).rows(1_024)),
            ("planes/00002.bin", try site.planes.plane(2).rows(1_024)),
        ]
        var orders: [[Int]] = []
        for (name, stored) in columns {
            let published = try #require(entries[name]).rows(stored[0].count)
            #expect(Set(published) == Set(stored), "\(name)")
            #expect(published != stored, "\(name) is in the order of slots")
            orders.append(published.compactMap { stored.firstIndex(of: $0) })
        }
        // Each column has an order of its own: a common one would make a table of them.
        for (one, other) in [(0, 1), (1, 2), (2, 3), (3, 4)] {
            #expect(zip(orders[one], orders[other]).count { $0 == $1 } < 16)
        }
        let generations = try #require(entries["accounts/generations.bin"]).rows(4)
        #expect(
            generations.map { $0.reduce(0) { $0 << 8 | UInt32($1) } }.sorted()
                == records.map(\.generation).sorted())
        #expect(entries["tickets.bin"]?.count == 5 * 32)
        let again = try ExportSite.unpack(try site.export("again").archive)
        #expect(again["accounts/keys.bin"] != entries["accounts/keys.bin"])
    }

    @Test func verifyAndRestoreGiveTheSameServer() async throws {
        let site = try await ExportSite(capacity: 40, pages: 3)
        let slots = try site.makeAccounts(7)
        for number in 0..<5 {
            try site.serve(Round(rawValue: UInt64(2_000 + number)), slots: slots)
        }
        try site.accounts.addTickets(hashes: [noise(32)])
        let result = try site.export("night")
        let checked = try ArchiveVerification.verify(
            result.archive, deployment: site.helper.deployment)
        #expect(checked.accounts == 7)
        let target = ServerDirectory(site.path + "/new")
        let restored = try Restoration.restore(
            archive: result.archive, supplement: result.supplement, key: site.leader.backupKey,
            into: target)
        let descriptor = site.deployment.descriptor
        let accounts = try DiskAccountStore(target, descriptor)
        #expect(
            try accounts.accounts(from: 0, limit: 40)
                == site.accounts.accounts(from: 0, limit: 40))
        let planes = try DiskPlaneStore(target, descriptor)
        for plane in 0..<3 { #expect(try planes.plane(plane) == site.planes.plane(plane)) }
        #expect(try planes.bells() == site.planes.bells())
        // Everything up to now and a little more may have been served since.
        let now = Int64(Date().timeIntervalSince1970 * 1_000)
        let mark = try DiskRoundMarkStore(target).mark()
        #expect(mark.rawValue == restored.highWaterMark)
        #expect(mark > Round(at: now + 5_000, site.parameters))
        #expect(mark < Round(at: now + 60_000, site.parameters))
        for name in ["keys.json", "tls.crt", "tls.key", "configuration.json", "deployment.json"] {
            #expect(
                FileManager.default.contentsEqual(
                    atPath: site.leader.file(name), andPath: target.file(name)), "\(name)")
        }
    }

    // MARK: Bad input

    private static func failure(_ body: () throws -> Void) -> ServerFailure? {
        do {
            try body()
            return nil
        } catch { return error as? ServerFailure }
    }

    @Test func truncatedAndAlteredArchivesAreRefused() async throws {
        let site = try await ExportSite(capacity: 16, pages: 2)
        let result = try site.export("night")
        let whole = try Data(contentsOf: URL(fileURLWithPath: result.archive))
        let path = site.path + "/changed.tar"
        func expectRefused(_ data: Data, _ what: String) throws {
            try data.write(to: URL(fileURLWithPath: path))
            let failure = Self.failure { _ = try ArchiveVerification.verify(path, deployment: nil) }
            #expect(failure?.kind == .data, "\(what): \(failure?.message ?? "accepted")")
        }
        for count in [0, 1, 511, 512, 5_000, whole.count / 2, whole.count - 512, whole.count - 1] {
            try expectRefused(whole.prefix(count), "cut to \(count)")
        }
        try expectRefused(whole + Data(count: 512), "longer")
        // Every 97th byte, headers, padding between entries and the signature among them.
        for offset in stride(from: 0, to: whole.count, by: 97) {
            var changed = whole
            changed[offset] ^= 1
            try expectRefused(changed, "byte \(offset) of \(whole.count) changed")
        }
    }

    @Test func foreignArchivesAndSupplementsAreRefused() async throws {
        let site = try await ExportSite()
        let other = try await ExportSite()
        let (first, second) = (try site.export("first"), try site.export("second"))
        let foreign = Self.failure {
            _ = try ArchiveVerification.verify(first.archive, deployment: other.leader.deployment)
        }
        #expect(foreign?.kind == .data)
        #expect(foreign?.message.contains("another deployment") == true)
        let target = ServerDirectory(site.path + "/new")
        func restore(_ archive: String, _ supplement: String, _ key: String) -> ServerFailure? {
            Self.failure {
                _ = try Restoration.restore(
                    archive: archive, supplement: supplement, key: key, into: target)
            }
        }
        let ofAnotherNight = restore(first.archive, second.supplement, site.leader.backupKey)
        #expect(ofAnotherNight?.message.contains("belongs to another archive") == true)
        let otherKey = restore(first.archive, first.supplement, other.leader.backupKey)
        #expect(otherKey?.kind == .noPermission)
        let noKey = restore(first.archive, first.supplement, site.leader.file("keys.json"))
        #expect(noKey?.kind == .data)
        var text = try String(contentsOfFile: first.supplement, encoding: .utf8)
        text.replace("\"role\" : \"leader\"", with: "\"role\" : \"helper\"")
        try text.write(toFile: site.path + "/changed", atomically: true, encoding: .utf8)
        let changed = restore(first.archive, site.path + "/changed", site.leader.backupKey)
        #expect(changed?.message.contains("damaged, or not signed") == true)
        let swapped = restore(first.supplement, first.archive, site.leader.backupKey)
        #expect(swapped?.kind == .data)
        #expect(!PrivateFile.exists(target.path))
        #expect(!PrivateFile.exists(target.path + ".restoring"))
        #expect(restore(first.archive, first.supplement, site.leader.backupKey) == nil)
    }

    @Test func nothingIsWrittenOver() async throws {
        let site = try await ExportSite()
        let result = try site.export("night")
        #expect(Self.failure { _ = try site.export("night") }?.kind == .cannotCreate)
        // A server in use, and a directory with anything in it.
        let before = try FileManager.default.contentsOfDirectory(atPath: site.leader.path)
        let used = Self.failure {
            _ = try Restoration.restore(
                archive: result.archive, supplement: result.supplement,
                key: site.leader.backupKey, into: site.leader)
        }
        #expect(used?.kind == .cannotCreate)
        let lock = try DirectoryLock(site.leader)
        let running = Self.failure {
            _ = try Restoration.restore(
                archive: result.archive, supplement: result.supplement,
                key: site.leader.backupKey, into: site.leader)
        }
        #expect(running?.kind == .busy)
        #expect(Self.failure { _ = try site.export("second") }?.kind == .busy)
        withExtendedLifetime(lock) {}
        let after = try FileManager.default.contentsOfDirectory(atPath: site.leader.path)
        #expect(Set(before).isSubset(of: after))
    }

    @Test(.enabled(if: SmallDisk.isPossible)) func aFullDiskLeavesNothingHalfWritten() async throws
    {
        let site = try await ExportSite(capacity: 64, pages: 16)
        let disk = try SmallDisk(megabytes: 1)
        // The archive has more than a megabyte.
        let failure = Self.failure {
            _ = try Exporter.exportStopped(
                site.leader, archive: disk.path + "/a.tar", supplement: disk.path + "/a.supplement")
        }
        #expect(failure?.kind == .inputOutput)
        #expect(failure?.message.contains("disk is full") == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path).isEmpty)
        let result = try site.export("elsewhere")
        let restored = Self.failure {
            _ = try Restoration.restore(
                archive: result.archive, supplement: result.supplement,
                key: site.leader.backupKey, into: ServerDirectory(disk.path + "/new"))
        }
        #expect(restored?.kind == .inputOutput)
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path).isEmpty)
    }

    // MARK: Retention

    @Test func oldExportsGoWithTheirSupplements() async throws {
        let site = try await ExportSite(roundMilliseconds: 250)
        for _ in 0..<4 {
            _ = try Exporter.exportStopped(site.leader, archive: nil, supplement: nil)
            try await Task.sleep(for: .milliseconds(300))
        }
        try Exporter.prune(site.leader, keeping: 2)
        for (path, suffix) in [
            (site.leader.exports, ".tar"), (site.leader.supplements, ".supplement"),
        ] {
            let names = try FileManager.default.contentsOfDirectory(atPath: path)
            #expect(names.count == 2)
            #expect(names.allSatisfy { $0.hasSuffix(suffix) })
        }
    }

    @Test func nightsComeOnceADay() {
        let hour: Int64 = 3_600_000
        #expect(Nightly.millisecondsUntil(hour: 3, from: 0) == 3 * hour)
        #expect(Nightly.millisecondsUntil(hour: 3, from: 3 * hour) == 24 * hour)
        #expect(Nightly.millisecondsUntil(hour: 3, from: 3 * hour - 1) == 1)
        #expect(Nightly.millisecondsUntil(hour: 0, from: 23 * hour) == hour)
    }
}
