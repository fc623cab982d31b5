import Foundation
import NIOCore
import ServerTestSupport
import Testing
import Wire

/// Leader and helper as two processes, clients over TLS.
@Suite(.serialized) struct ProcessTests {
    /// Rounds in which `writer` writes and `reader` reads, until one went through.
    private func exchange(_ writer: TestMember, _ reader: TestMember) async throws {
        for _ in 0..<40 {
            let cell = noise(1_024)
            // Two rounds ahead, so that a busy machine has the time to prepare.
            let round = writer.nextRound.next
            try await writer.send(round: round, cell: cell, reading: [0, 1])
            if reader !== writer {
                try await reader.send(round: round, reading: [Int(writer.client.slot), 0])
            }
            let own = try await writer.records(round: round)
            let read = reader === writer ? own : try await reader.records(round: round)
            guard own != nil, let read else { continue }
            if reader !== writer { #expect(read[0] == cell) }
            return
        }
        throw TestFailure("no round went through")
    }

    @Test func twoMembersReadEachOther() async throws {
        let site = try await TestSite.running()
        let alice = try await site.member()
        let bob = try await site.member()
        try await alice.openSession()
        try await bob.openSession()
        for _ in 0..<5 {
            try await exchange(alice, bob)
            try await exchange(bob, alice)
        }
        #expect(!site.logs.contains("slot"))
        #expect(site.stopBoth() == [0, 0])
    }

    @Test func aKilledHelperComesBack() async throws {
        let site = try await TestSite.running()
        let alice = try await site.member()
        let bob = try await site.member()
        try await alice.openSession()
        try await bob.openSession()
        try await exchange(alice, bob)
        // In mid-round: the frames are on their way, the round is not closed.
        let round = alice.nextRound.next
        site.pauseHelper()
        try await alice.send(round: round, reading: [0, 0])
        site.killHelper()
        #expect(try await alice.receive(round: round) == .missed(round))
        try site.startHelper()
        // Its keys are gone: the leader ends the sessions, and new ones open.
        while let message = try await alice.socket.receive() {
            if message == .refused(.sessionEnded) { break }
        }
        for member in [alice, bob] {
            try await member.reconnect()
            try await member.openSession()
        }
        try await exchange(alice, bob)
    }

    @Test func aKilledLeaderComesBack() async throws {
        let site = try await TestSite.running()
        let alice = try await site.member()
        let bob = try await site.member()
        try await alice.openSession()
        try await bob.openSession()
        try await exchange(alice, bob)
        let round = alice.nextRound.next
        try await alice.send(round: round, reading: [0, 0])
        site.killLeader()
        while try await alice.socket.receive() != nil {}
        try site.startLeader()
        for member in [alice, bob] {
            try await member.reconnect()
            try await member.openSession()
        }
        try await exchange(alice, bob)
    }

    @Test func aTicketMakesOneAccount() async throws {
        let site = try await TestSite.running()
        let link = try await site.tickets(1)[0]
        let deployment = try #require(site.deployment)
        #expect(throws: Never.self) { try link.deployment.check(deployment) }
        let alice = try await TestMember(deployment.descriptor)
        try await alice.register(link)
        let slot = alice.client.slot
        try await alice.register(link)
        #expect(alice.client.slot == slot)
        let mallory = try await TestMember(deployment.descriptor)
        mallory.socket.send(.register(try mallory.client.registration(link.ticket)))
        #expect(try await mallory.socket.receive() == .refused(.usedTicket))
    }

    @Test(.enabled(if: SmallDisk.isPossible, "needs the right to mount a small file system"))
    func aDiskThatFillsUpLosesNothing() async throws {
        let disk = try SmallDisk(megabytes: 16)
        let site = try await TestSite.running(in: URL(fileURLWithPath: disk.path))
        let alice = try await site.member()
        try await alice.openSession()
        let links = try await site.tickets(1)
        try disk.fill()
        // Rounds need no new room and go on.
        try await exchange(alice, alice)
        // A new account does: it is refused, and its ticket stays good.
        let deployment = try #require(site.deployment)
        let bob = try await TestMember(deployment.descriptor)
        bob.socket.send(.register(try bob.client.registration(links[0].ticket)))
        #expect(try await bob.socket.receive() == .refused(.serverTrouble))
        let refused = try await ServerProgram.run(["tickets", site.leaderPath])
        #expect(refused.code == 74)
        #expect(refused.complaint.contains("disk is full"))
        try disk.empty()
        try await bob.register(links[0])
        try await bob.openSession()
        try await exchange(alice, bob)
    }

    @Test func theDeploymentIsFetched() async throws {
        let site = try await TestSite.running()
        let deployment = try #require(site.deployment)
        let socket = try await SocketClient(deployment.descriptor.leader)
        socket.send(.fetchDeployment)
        #expect(try await socket.receive() == .deployment(deployment.encodeFile()))
    }

    @Test func hostileConnectionsAreClosedAndOthersGoOn() async throws {
        let site = try await TestSite.running()
        let alice = try await site.member()
        try await alice.openSession()
        let leader = try #require(site.deployment).descriptor.leader
        // A length beyond the limit; a message of no known type; an empty message.
        for bytes in [[0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 1, 0x55], [0, 0, 0, 0]] as [[UInt8]] {
            let socket = try await SocketClient(leader)
            socket.send(raw: ByteBuffer(bytes: bytes))
            var last: LeaderMessage?
            while let message = try await socket.receive() { last = message }
            #expect(last == nil || last == .refused(.malformed))
        }
        try await exchange(alice, alice)
    }

    @Test func badQueriesHarmTheirSenderAlone() async throws {
        let site = try await TestSite.running()
        let alice = try await site.member()
        try await alice.openSession()
        // A key that is too short, one for another number of records, no query, one too many.
        let changes: [(inout ClientFrame) -> Void] = [
            { $0.queries[0].removeLast() },
            { $0.queries[1] += noise(17) },
            { $0.queries = [] },
            { $0.queries.append($0.queries[0]) },
        ]
        for change in changes {
            let mallory = try await site.member()
            try await mallory.openSession()
            var frame = try mallory.client.frame(
                round: mallory.nextRound, reading: [0, 0])
            change(&frame)
            mallory.socket.send(.frame(frame.encoded))
            var last: LeaderMessage?
            while let message = try await mallory.socket.receive() { last = message }
            #expect(last == .refused(.malformed))
            try await exchange(alice, alice)
        }
    }

    @Test func theHelperTalksToItsLeaderAlone() async throws {
        let site = try await TestSite.running()
        let descriptor = try #require(site.deployment).descriptor
        // TLS without a certificate, or with another one: the helper ends the connection, at once
        // or as soon as TLS lets the client believe in it.
        for directory in [nil, site.helperPath] {
            let stranger = try? await SocketClient(descriptor.helper, as: directory)
            stranger?.send(.fetchDeployment)
            if let stranger { #expect(try await stranger.receive() == nil) }
        }
        let links = site.logs.components(separatedBy: "linked with the other server").count
        // The wrong certificate at the leader's address: the client does not connect.
        var other = descriptor.leader
        other.certificateSHA256 = descriptor.helper.certificateSHA256
        await #expect(throws: (any Error).self) { try await SocketClient(other) }
        let alice = try await site.member()
        try await alice.openSession()
        try await exchange(alice, alice)
        // The strangers did not take the leader's place; its certificate does.
        #expect(site.logs.components(separatedBy: "linked with the other server").count == links)
        let thief = try await SocketClient(descriptor.helper, as: site.leaderPath)
        for _ in 0..<200 where !site.logs.contains("the link to the other server is down") {
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(site.logs.contains("the link to the other server is down"))
        thief.close()
    }
}
