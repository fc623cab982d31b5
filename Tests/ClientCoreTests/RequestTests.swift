import Crypto
import Testing
import Wire

// Who is read, and how often, no program shows: the tests look inside.
@testable import ClientCore

/// Whoever has a link for several people costs its maker little, however often it knocks.
@Suite struct RequestTests {
    private struct Door {
        var site: EngineSite
        let id: String
        let secret: KnockSecret
        let link: InviteLink

        init() throws {
            site = try EngineSite()
            let (invitation, output) = try site.engine.inviteMany(at: 0)
            site.store(output)
            id = invitation.conversation
            link = try InviteLink(invitation.link)
            secret = KnockSecret(link)
        }

        mutating func knock(_ slot: UInt32, generation: UInt32 = 1, at now: Int64 = 0) throws {
            let round = Round(rawValue: 7)
            var random = ClientCore.RandomSource.system
            let record = try secret.seal(
                slot: slot, generation: generation, ephemeral: .init(), round: round,
                random: &random)
            var (touched, output) = (Set<String>(), ClientOutput())
            site.engine.takeRequest(record, by: id, round, at: now, &touched, &output)
            site.store(output)
        }
    }

    /// Made-up knocks take neither reads nor places in the bell from contacts.
    @Test func madeUpKnocksTakeNoReads() throws {
        var door = try Door()
        try door.site.meet("b", at: 1)
        for slot in 2..<66 { try door.knock(UInt32(slot)) }
        #expect(door.site.engine.requests.count == ClientEngine.requestLimit)
        let ringing = door.site.engine.ringingSlots([])
        #expect(ringing == [1])
        let parameters = door.site.engine.parameters
        var share = 0
        for round in 0..<1_000 {
            let picked = door.site.engine.reading.pick(
                count: parameters.readsPerRound, round: UInt64(round),
                peers: door.site.engine.slotsToRead.sorted(), ringing: ringing, open: [],
                capacity: parameters.capacity, random: &door.site.engine.random)
            share += picked.contains(1) ? 1 : 0
        }
        #expect(share >= 500)
        let taken = door.site.engine.conversations.values.count {
            $0.extras.request != nil && Int($0.bellPosition) < Bell.positionCount
        }
        #expect(taken == 0)
    }

    /// Who is let in gets a place in the bell; who says its first word is not read until then.
    @Test func lettingInBeginsTheRest() throws {
        var door = try Door()
        try door.knock(9)
        let id = try #require(door.site.engine.requests.first?.id)
        #expect(door.site.engine.slotsToRead.contains(9))
        door.site.engine.conversations[id]?.extras.request?.item = .init([1])
        #expect(!door.site.engine.slotsToRead.contains(9))
        _ = try door.site.engine.acceptRequest(id, name: nil, at: 0)
        #expect(door.site.engine.slotsToRead.contains(9))
        let position = try #require(door.site.engine.conversations[id]?.bellPosition)
        #expect(Int(position) < Bell.positionCount)
    }

    /// A slot asks once, whatever generation a knock claims; who says nothing is forgotten.
    @Test func silentRequestsEnd() throws {
        var door = try Door()
        for generation in 1..<20 { try door.knock(9, generation: UInt32(generation)) }
        #expect(door.site.engine.requests.count == 1)
        try door.knock(10)
        let kept = door.site.engine.requests.map(\.id).first {
            door.site.engine.conversations[$0]?.peer?.slot == 10
        }
        door.site.engine.conversations[kept ?? ""]?.extras.request?.item = .init([1])
        let day = ClientEngine.silentRequestLifetime
        _ = door.site.engine.expireRequests(at: day)
        #expect(door.site.engine.requests.count == 2)
        let output = door.site.engine.expireRequests(at: day + 1)
        #expect(door.site.engine.requests.map(\.id) == [kept])
        door.site.store(output)
        // It may knock again.
        try door.knock(9, at: day + 2)
        #expect(door.site.engine.requests.count == 2)
    }

    /// Waiting for Welcomes in many slots takes no more than a few reads.
    @Test func welcomesThatNeverComeTakeFewReads() throws {
        var site = try EngineSite()
        try site.meet("m", at: 1)
        for group in 0..<3 {
            let administrators = (0..<16).map {
                PeerSlot(slot: UInt32(20 + 16 * group + $0), generation: 1)
            }
            _ = site.perform(
                .heard(
                    contact: "m",
                    .keyPackageWanted(
                        group: [UInt8](repeating: UInt8(group), count: 16), name: "g\(group)",
                        administrators: administrators)))
        }
        let ringing = site.engine.ringingSlots([])
        #expect(ringing.count <= 1 + ClientEngine.ringingAdmissionLimit)
        #expect(ringing.count > 1)
    }
}
