import Foundation
import Server
import ServerTestSupport
import Testing
import Wire

/// The operators' commands, what they refuse and with which exit code.
@Suite(.serialized) struct CommandTests {
    private func outcome(_ arguments: String...) async throws -> ServerProgram.Outcome {
        try await ServerProgram.run(arguments)
    }

    private func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
    }

    @Test func wrongUsage() async throws {
        let site = try TestSite()
        #expect(try await outcome("init", site.helperPath, "--role", "helper").code == 64)
        #expect(
            try await outcome(
                "init", site.helperPath, "--role", "helper", "--listen", "nonsense"
            ).code == 64)
        #expect(
            try await outcome(
                "init", site.leaderPath, "--role", "leader", "--listen", "127.0.0.1:1"
            ).code == 64)
        #expect(
            try await outcome(
                "init", site.helperPath, "--role", "helper", "--listen", "0.0.0.0:7"
            ).code == 64)
        #expect(try await outcome("run", site.helperPath).code == 66)
        #expect(try await outcome("tickets", site.leaderPath, "--count", "0").code == 64)
    }

    @Test func secretsAreForTheirOwnerAlone() async throws {
        let site = try TestSite()
        try await site.initialize()
        #expect(try mode(site.leaderPath) == 0o700)
        for name in ["keys.json", "tls.key", "accounts.sqlite", "configuration.json"] {
            #expect(try mode(site.leaderPath + "/" + name) == 0o600)
        }
        // Nothing is made over what is there.
        let again = try await outcome(
            "init", site.helperPath, "--role", "helper", "--listen", "127.0.0.1:9")
        #expect(again.code == 73)
    }

    @Test func parametersOutsideTheirLimits() async throws {
        let site = try TestSite()
        try await site.initialize()
        for (option, value) in [("--round-ms", "249"), ("--capacity", "1"), ("--name", "")] {
            var arguments = [
                "init", site.directory.path + "/other", "--role", "leader", "--listen",
                "127.0.0.1:9", "--helper", site.helperPath + "/helper.public", "--name", "X",
            ]
            arguments += [option, value]
            #expect(try await ServerProgram.run(arguments).code == 64)
        }
        let missing = try await outcome(
            "init", site.directory.path + "/other", "--role", "leader", "--listen", "127.0.0.1:9",
            "--helper", "/nowhere", "--name", "X")
        #expect(missing.code == 66)
    }

    @Test func anUnsignedDeploymentIsNotServed() async throws {
        let site = try TestSite()
        try await site.initialize()
        let leader = try await outcome("run", site.leaderPath)
        #expect(leader.code == 78)
        #expect(leader.complaint.contains("not signed by its helper"))
        #expect(try await outcome("run", site.helperPath).code == 78)
        #expect(try await outcome("tickets", site.leaderPath).code == 78)
    }

    @Test func aCosignatureIsForThisHelperAlone() async throws {
        let site = try TestSite()
        try await site.initialize()
        let other = try TestSite()
        try await other.initialize()
        let file = site.leaderPath + "/deployment.json"
        let before = try Data(contentsOf: URL(fileURLWithPath: file))
        let refused = try await outcome("cosign", other.helperPath, file)
        #expect(refused.code == 65)
        #expect(refused.complaint.contains("another helper"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == before)
        #expect(try await outcome("cosign", site.leaderPath, file).code == 78)
        let shown = try await outcome("cosign", site.helperPath, file)
        #expect(shown.code == 0)
        #expect(shown.output.contains("Deployment \"Test\""))
        // A second deployment with the same helper would share its keys.
        let second = try TestSite()
        _ = try await second.expectDone([
            "init", second.leaderPath, "--role", "leader", "--listen", "127.0.0.1:9", "--helper",
            site.helperPath + "/helper.public", "--name", "Second", "--capacity", "16",
        ])
        #expect(
            try await outcome("cosign", site.helperPath, second.leaderPath + "/deployment.json")
                .code == 73)
    }

    @Test func changedAndForeignDeploymentFiles() async throws {
        let site = try TestSite()
        try await site.initialize()
        let file = site.leaderPath + "/deployment.json"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let changes = [
            text.replacingOccurrences(of: "\"capacity\" : 16", with: "\"capacity\" : 17"),
            text.replacingOccurrences(of: "\"version\" : 1", with: "\"version\" : 2"),
            String(text.dropLast(40)),
        ]
        for changed in changes {
            #expect(changed != text)
            try changed.write(toFile: file, atomically: true, encoding: .utf8)
            #expect(try await outcome("cosign", site.helperPath, file).code == 65)
        }
        #expect(try await outcome("cosign", site.helperPath, "/nowhere").code == 66)
    }

    @Test func aDirectoryIsServedByOneProcess() async throws {
        let site = try await TestSite.running()
        for path in [site.leaderPath, site.helperPath] {
            let second = try await outcome("run", path)
            #expect(second.code == 75)
        }
        #expect(try await site.tickets(3).count == 3)
    }

    @Test func anAddressInUseIsSaid() async throws {
        let site = try await TestSite.running()
        let other = try TestSite()
        let address = try #require(site.deployment).descriptor.helper.address
        _ = try await other.expectDone([
            "init", other.helperPath, "--role", "helper", "--listen", address,
        ])
        _ = try await other.expectDone([
            "init", other.leaderPath, "--role", "leader", "--listen", "127.0.0.1:9", "--helper",
            other.helperPath + "/helper.public", "--name", "Other", "--capacity", "16",
        ])
        try await other.cosign()
        let refused = try await outcome("run", other.helperPath)
        #expect(refused.code == 69)
        #expect(refused.complaint.contains(address))
    }

    @Test func damagedFilesAreNamed() async throws {
        let site = try await TestSite.running()
        site.stopBoth()
        for name in ["planes", "mark", "accounts.sqlite", "keys.json", "tls.crt"] {
            let path = site.leaderPath + "/" + name
            let saved = try Data(contentsOf: URL(fileURLWithPath: path))
            try Data(repeating: 0x5A, count: 5_000).write(to: URL(fileURLWithPath: path))
            let refused = try await outcome("run", site.leaderPath)
            #expect(refused.code == 65, "\(name): \(refused.complaint)")
            #expect(refused.complaint.contains(name))
            try saved.write(to: URL(fileURLWithPath: path))
        }
        try FileManager.default.removeItem(atPath: site.leaderPath + "/planes")
        #expect(try await outcome("run", site.leaderPath).code == 66)
    }

    @Test func aDiskWithoutRoomIsSaid() async throws {
        let site = try TestSite()
        try await site.initialize()
        try await site.cosign()
        // 16 slots x 128 pages x 1,024 bytes are 2 MiB; files may have half of that here.
        let refused = try await ServerProgram.run(
            ["run", site.leaderPath], shell: "ulimit -f 1024")
        #expect(refused.code == 74)
        #expect(refused.complaint.contains("planes"))
        #expect(!FileManager.default.fileExists(atPath: site.leaderPath + "/planes"))
        #expect(!FileManager.default.fileExists(atPath: site.leaderPath + "/planes.new"))
        try site.startLeader()
    }

    @Test func ticketsAreDifferentLinks() async throws {
        let site = try TestSite()
        try await site.initialize()
        try await site.cosign()
        let links = try await site.tickets(5)
        #expect(Set(links.map(\.ticket)).count == 5)
        let json = try await site.expectDone(["tickets", site.leaderPath, "--count", "2", "--json"])
        let lines = json.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.allSatisfy { $0.hasPrefix("{\"link\":\"moonless:join/") })
        #expect(try await outcome("tickets", site.helperPath).code == 78)
    }

    @Test func devServesBothRoles() async throws {
        let site = try TestSite()
        let log = site.directory.appendingPathComponent("dev.log")
        let server = try RunningServer(
            [
                "dev", "--data", site.directory.path + "/dev", "--round-ms", "250", "--capacity",
                "16",
            ],
            log: log)
        let lines = try server.start().split(separator: "\n")
        #expect(server.logText.contains("hides nothing from its host"))
        #expect(lines.count == 5)
        let deployment = try DeploymentFile.readSigned(
            site.directory.path + "/dev/leader/deployment.json")
        let alice = try await TestMember(deployment.descriptor)
        try await alice.register(try JoinLink(String(lines[0])))
        try await alice.openSession()
        server.stop()
        #expect(server.exitCode == 0)
    }
}
