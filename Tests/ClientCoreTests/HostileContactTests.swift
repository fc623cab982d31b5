import Crypto
import FoundationEssentials
import MLS
import Testing
import Wire

// A hostile contact changes state that no program shows: the tests look inside.
@testable import ClientCore

/// What a contact says again and again costs this account a bounded amount of work and room.
@Suite struct HostileContactTests {
    /// Three hundred proposals of fresh keys, whose epochs the contact never finishes.
    @Test(arguments: [1, 3_600_000])
    func updatesMakeNoChannelsWithoutEnd(interval: Int64) throws {
        var pair = try HostilePeerTests.Pair()
        let accounts = try HostilePeerTests.Pair.accounts()
        for number in 0..<300 {
            let now = Int64(number) * interval
            guard let proposal = try pair.accepter.pair?.proposeUpdate(),
                let epoch = pair.inviter.pair?.epoch
            else { break }
            var turn = HostilePeerTests.Pair.turn(accounts[0], at: now)
            pair.inviter.takePairItem(StreamItem.message(proposal).encoded, in: epoch, &turn)
            guard pair.inviter.pair?.epoch != epoch else { continue }
            try Self.follow(&pair, epoch, accounts[1])
        }
        #expect(pair.inviter.epochs.count <= Conversation.unfinishedLimit + 1)
        if interval == 1 { #expect(pair.inviter.pair?.epoch == 2) }
        #expect(pair.inviter.pair?.epoch ?? 0 > 1)
    }

    /// The contact takes up the commit that ended an epoch.
    private static func follow(
        _ pair: inout HostilePeerTests.Pair, _ epoch: UInt64, _ account: ClientCore.Account
    ) throws {
        let stream = try #require(pair.inviter.channels[epoch]?.outgoing)
        var (copy, incoming) = (stream, IncomingStream())
        var turn = HostilePeerTests.Pair.turn(account)
        while copy.hasFresh {
            let segments = copy.nextSegments(room: 900, covered: RangeSet(0..<UInt64.max))
            for item in incoming.receive(segments, incarnation: stream.incarnation).items {
                pair.accepter.takePairItem(item, in: epoch, &turn)
            }
        }
        #expect(pair.accepter.pair?.epoch == epoch + 1)
    }

    /// Many channels of one conversation get no more cells than the one of another.
    @Test func conversationsTakeTurnsWhateverTheirChannels() {
        var order = PublishingOrder()
        let many = (1...17).map { ChannelID(conversation: "hostile", epoch: UInt64($0)) }
        let other = ChannelID(conversation: "other", epoch: 1)
        let candidates = (many + [other]).map {
            PublishingOrder.Candidate(channel: $0, urgency: .due)
        }
        let chosen = (0..<34).compactMap { _ in order.next(candidates) }
        #expect(chosen.count { $0 == other } == 17)
        // Within the conversation all have their turn.
        #expect(Set(chosen).count == 18)
    }

    private static func letter(_ group: UInt8, _ account: ClientCore.Account) -> GroupLetter {
        .keyPackageWanted(
            group: [UInt8](repeating: group, count: 16), name: "group \(group)",
            administrators: [account.peerSlot])
    }

    /// A thousand times "send me a key package", and nothing is acknowledged.
    @Test func repeatedLettersAreAnsweredOnce() throws {
        var site = try EngineSite()
        try site.meet("m", at: 1)
        let account = try #require(site.peers["m"]?.account)
        for number in 0..<1_000 {
            _ = site.perform(
                .heard(contact: "m", Self.letter(UInt8(number % 2), account)), at: Int64(number))
        }
        #expect(site.engine.conversations.values.count { $0.phase == .joining } == 2)
        let once = site.waiting(for: "m")
        #expect((1...16_384).contains(once), "two key packages")
        // An hour later the answer is given once more: it may not have come.
        _ = site.perform(
            .heard(contact: "m", Self.letter(0, account)), at: 3_600_000)
        #expect(site.waiting(for: "m") > once)
        // However long it goes on.
        for hour in 2..<200 {
            _ = site.perform(
                .heard(contact: "m", Self.letter(0, account)), at: Int64(hour) * 3_600_000)
        }
        #expect(site.waiting(for: "m") < ClientEngine.letterRoom + 8_192)
        for _ in 0..<2_000 {
            _ = site.perform(
                .heard(
                    contact: "m",
                    .readmissionWanted(group: [UInt8](repeating: 0, count: 16), keyPackage: [])))
        }
        #expect(site.waiting(for: "m") < ClientEngine.letterRoom + 8_192)
    }
}
