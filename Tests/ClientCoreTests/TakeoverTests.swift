import Foundation
import MLS
import Testing
import Wire

// Who commits when the committer does not: the tests look inside.
@testable import ClientCore

/// A committer that is silent keeps no change from being made.
@Suite struct TakeoverTests {
    typealias Rules = GroupRulesTests
    typealias Trio = GroupRulesTests.Trio

    private static let silence = Conversation.silenceMilliseconds

    /// A member who wants another name for the group since time zero.
    private static func wishing(_ trio: Trio, _ member: Int) throws -> Conversation {
        var conversation = try trio.conversation(member)
        var turn = Rules.turn(trio.accounts[member])
        try conversation.wish(.rename("wanted"), &turn)
        return conversation
    }

    private static func committer(_ conversation: Conversation) throws -> PeerSlot? {
        try conversation.membership?.group?.profile().committer
    }

    /// The administrators take over one after the other, in the order of leaves behind the committer, each after
    /// as long again.
    @Test(arguments: [1, 2])
    func administratorsTakeOverInTurn(member: Int) throws {
        var trio = try Trio()
        try trio.promote(1, 2)
        var conversation = try Self.wishing(trio, member)
        let patience = Self.silence * Int64(member)
        for (now, isDue) in [(0, false), (patience, false), (patience + 1, true)] as [(Int64, Bool)]
        {
            var turn = Rules.turn(trio.accounts[member], at: now)
            _ = conversation.tend(&turn)
            let expected = trio.accounts[isDue ? member : 0].peerSlot
            #expect(try Self.committer(conversation) == expected, "\(now)")
        }
        #expect(try conversation.membership?.group?.profile().name == "wanted")
    }

    /// Who does not administer waits, however long.
    @Test func membersDoNotTakeOver() throws {
        var trio = try Trio()
        try trio.promote(1)
        var conversation = try trio.conversation(2)
        var turn = Rules.turn(trio.accounts[2])
        try conversation.wish(.leave, &turn)
        for hours in 1...24 {
            turn = Rules.turn(trio.accounts[2], at: Int64(hours) * 3_600_000)
            _ = conversation.tend(&turn)
        }
        #expect(try Self.committer(conversation) == trio.accounts[0].peerSlot)
        #expect(conversation.membership?.group?.epoch == trio.groups[2].epoch)
    }

    /// Who has taken over is the committer for all who read it; one who was only slow makes the change itself, and
    /// stays the committer.
    @Test(arguments: [0, 2])
    func theOthersFollow(member: Int) throws {
        var trio = try Trio()
        try trio.promote(1)
        var taker = try Self.wishing(trio, 1)
        let epoch = try #require(taker.newestEpoch)
        var turn = Rules.turn(trio.accounts[1], at: Self.silence + 1)
        _ = taker.tend(&turn)
        #expect(try Self.committer(taker) == trio.accounts[1].peerSlot)
        var stream = try #require(taker.channels[epoch]?.outgoing)
        var reader = try trio.conversation(member)
        turn = Rules.turn(trio.accounts[member], at: Self.silence + 1)
        var payload = CellPayload(round: Round(rawValue: 1), incarnation: stream.incarnation)
        var covered = RangeSet<UInt64>()
        for _ in 0..<20 {
            payload.segments = stream.nextSegments(room: 700, covered: covered)
            for segment in payload.segments {
                covered.insert(contentsOf: segment.offset..<segment.end)
            }
            let items = reader.channels[epoch]?.receive(payload, from: 1).items ?? []
            for item in items { reader.takeGroupItem(item, from: 1, in: epoch, &turn) }
        }
        let committer = trio.accounts[member == 0 ? 0 : 1].peerSlot
        #expect(try Self.committer(reader) == committer)
        #expect(try reader.membership?.group?.profile().name == "wanted")
    }
}
