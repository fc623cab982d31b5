import Crypto
import Foundation
import Server
import ServerCore
import ServerTestSupport
import Testing
import Wire

/// Whatever a server wrote while it ran, wherever, is in its export or in a short list with reasons.
@Suite struct CompletenessTests {
    /// Files that an archive and its supplement do not carry, by their name in the directory.
    private static let notExported = [
        "backup.key": "opens the supplements; it belongs on another machine",
        "lock": "empty; marks a running server",
        "control.socket": "of a running server; no content",
        "accounts.sqlite-wal": "SQLite's own; its content is read through the database",
        "accounts.sqlite-shm": "SQLite's own; no content",
        "exports": "earlier exports", "supplements": "earlier supplements",
    ]

    /// What a server says, line for line; nothing is kept of it but by whoever keeps its standard
    /// error.
    private static let logLines = [
        "linked with the other server": "of the two servers",
        "the link to the other server is down": "of the two servers",
        "the link is cut": "of the two servers",
        "the helper took over the leader's account table": "of the two servers, once",
        "made equal what differed": "sums over all slots, when told to log that much",
        "a round was abandoned": "of all slots alike",
        "the helper refused a round": "of all slots alike",
        "exported": "of the export",
    ]

    private static func files(below path: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: path).filter { name in
            var isDirectory: ObjCBool = false
            let full = path + "/" + name
            // A socket is no regular file, and there all the same.
            _ = FileManager.default.fileExists(atPath: full, isDirectory: &isDirectory)
            return !isDirectory.boolValue
        }
    }

    /// Files that processes have open for writing, as the system lists them.
    private static func openFiles(of server: Int32) -> [String] {
        let directory = "/proc/\(server)/fd"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.compactMap {
            try? FileManager.default.destinationOfSymbolicLink(atPath: directory + "/" + $0)
        }.filter { $0.hasPrefix("/") && !$0.hasPrefix("/dev/") && !$0.hasPrefix("/proc/") }
    }

    @Test func everythingWrittenIsExportedOrListed() async throws {
        let site = try TestSite()
        try await site.initialize()
        try await site.cosign()
        // Whatever a program may write elsewhere goes where it can be seen.
        let elsewhere = site.directory.appendingPathComponent("elsewhere").path
        var environment = ProcessInfo.processInfo.environment
        for name in [
            "HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME",
            "XDG_CACHE_HOME", "XDG_RUNTIME_DIR",
        ] {
            environment[name] = elsewhere + "/" + name
            try FileManager.default.createDirectory(
                atPath: elsewhere + "/" + name, withIntermediateDirectories: true)
        }
        try site.startHelper(environment: environment)
        try site.startLeader(environment: environment)
        let members = [try await site.member(), try await site.member()]
        for member in members { try await member.openSession() }
        for _ in 0..<6 {
            let round = members[0].nextRound.next
            for member in members { try await member.send(round: round, reading: [0, 1]) }
            for member in members { _ = try await member.receive(round: round) }
        }
        _ = try await site.expectDone(["export", site.leaderPath])
        let open = site.processIdentifiers.flatMap(Self.openFiles)
        #expect(!open.isEmpty)
        for path in open {
            #expect(path.hasPrefix(site.directory.path), "\(path) is open")
        }
        #expect(site.stopBoth() == [0, 0])
        #expect(try Self.files(below: elsewhere).isEmpty)
        try Self.expectLogsListed(site.logs)
        // The rarest content: somebody has left, and the helper has not heard of it.
        let descriptor = try #require(site.deployment).descriptor
        try DiskAccountStore(ServerDirectory(site.leaderPath), descriptor).vacate(
            try Self.vacancy(descriptor))
        for path in [site.leaderPath, site.helperPath] { try await Self.expectRestored(path, site) }
    }

    private static func vacancy(_ descriptor: DeploymentDescriptor) throws -> Vacancy {
        let nonce = [UInt8](repeating: 4, count: 32)
        return Vacancy(
            leaving: try Leaving(
                slot: 3, generation: 1, accountKey: Curve25519.Signing.PrivateKey(),
                leaderNonce: nonce, descriptorDigest: descriptor.digest),
            leaderNonce: nonce, generation: 2, key: [UInt8](repeating: 5, count: 32),
            seed: [UInt8](repeating: 6, count: 32))
    }

    private static func expectLogsListed(_ logs: String) throws {
        let lines = logs.split(separator: "\n")
        #expect(!lines.isEmpty)
        for line in lines {
            #expect(logLines.keys.contains { line.contains($0) }, "not in the list: \(line)")
        }
    }

    /// Each file of a server is in the one that is restored from its export, or in the list.
    private static func expectRestored(_ path: String, _ site: TestSite) async throws {
        let archive = path + "-night.tar"
        _ = try await site.expectDone(["export", path, "--to", archive])
        let target = path + "-restored"
        _ = try await site.expectDone([
            "restore", archive, target, "--supplement", archive + ".supplement", "--key",
            path + "/backup.key",
        ])
        let descriptor = try #require(site.deployment).descriptor
        for name in try files(below: path) {
            let top = String(name.prefix { $0 != "/" })
            if notExported[top] != nil { continue }
            let (old, new) = (path + "/" + name, target + "/" + name)
            switch name {
            case "accounts.sqlite":
                let stores = try [path, target].map {
                    try DiskAccountStore(ServerDirectory($0), descriptor)
                }
                #expect(try stores[0].rows() == stores[1].rows())
            case "mark":
                let marks = try [path, target].map {
                    try DiskRoundMarkStore(ServerDirectory($0)).mark()
                }
                #expect(marks[0] < marks[1])
            default:
                #expect(
                    FileManager.default.contentsEqual(atPath: old, andPath: new),
                    "\(name) is not in the export")
            }
        }
    }
}
