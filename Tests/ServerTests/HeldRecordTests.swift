import Foundation
import Server
import ServerCore
import ServerTestSupport
import Testing
import Wire

/// `moonless my-data` shows every column that a server stores about a slot.
@Suite struct HeldRecordTests {
    /// Stored columns that belong to no slot, each with the reason.
    private static let ofNobody = [
        "deployment.identifier": "one value for the whole deployment",
        "ticket.hash": "a ticket names no account, and no account its ticket",
        "ticket.used": "of the ticket, not of whoever used it",
    ]

    /// Files of a server that hold nothing about a slot, each with the reason.
    private static let otherFiles = [
        "backup.key": "opens supplements", "backup.public": "seals supplements",
        "control.socket": "no content",
        "lock": "empty", "configuration.json": "role and address", "keys.json": "the server's keys",
        "tls.crt": "the server's certificate", "tls.key": "its key",
        "deployment.json": "what both operators signed", "mark": "the last round of all",
        "helper.public": "the helper's public keys",
    ]

    private static func expectComplete(_ path: String, _ slot: UInt32) throws {
        let directory = ServerDirectory(path)
        let deployment = try DeploymentFile.readSigned(directory.deployment)
        let accounts = try DiskAccountStore(directory, deployment.descriptor)
        let planes = try DiskPlaneStore(directory, deployment.descriptor)
        let record = try HeldRecord(slot: slot, accounts: accounts, planes: planes)
        for (table, columns) in try accounts.columns() {
            #expect(!columns.isEmpty)
            for column in columns where Self.ofNobody["\(table).\(column)"] == nil {
                #expect(record["\(table).\(column)"] != nil, "\(table).\(column) is not told")
            }
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: path)
        for name in names where !name.hasPrefix("accounts.sqlite") && otherFiles[name] == nil {
            #expect(
                record.fields.contains { $0.name.hasPrefix("\(name).") }, "\(name) is not told")
        }
    }

    @Test func noStoredColumnIsMissing() async throws {
        let site = try await TestSite.running()
        let member = try await site.member()
        try await member.openSession()
        for _ in 0..<40 where member.socket.records == nil {
            let round = member.nextRound
            try await member.send(round: round, reading: [0, 1])
            _ = try await member.receive(round: round)
        }
        let sent = try #require(member.socket.records)
        let session = try #require(member.client.session)
        let leader = try sent.leader.opened(session: session.number, keys: session.leader)
        let helper = try sent.helper.opened(session: session.number, keys: session.helper)
        #expect(leader.fields.map(\.name) == helper.fields.map(\.name))
        #expect(leader["account.slot"]?.number == UInt64(member.client.slot))
        site.stopBoth()
        // What came over the wire has the fields of the stores, and the stores' fields are all.
        for path in [site.leaderPath, site.helperPath] {
            try Self.expectComplete(path, member.client.slot)
        }
        let stored = try DiskAccountStore(
            ServerDirectory(site.leaderPath), member.client.descriptor
        ).heldFields(slot: member.client.slot)
        #expect(stored.allSatisfy { leader[$0.name] == $0 })
    }
}
