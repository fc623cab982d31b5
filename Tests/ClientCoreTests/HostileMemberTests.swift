import Crypto
import FoundationEssentials
import MLS
import Testing
import Wire

// Hostile members change state that no program shows: the tests look inside.
@testable import ClientCore

/// What a member says again and again keeps nobody busy, and what it asks for does not keep it in.
@Suite struct HostileMemberTests {
    typealias Trio = GroupRulesTests.Trio

    /// A member who follows the founder's next commit, which is final there.
    private static func settledMember(
        _ trio: Trio, _ member: Int = 2
    ) throws -> (conversation: Conversation, epoch: UInt64) {
        var conversation = try trio.conversation(member)
        let epoch = try #require(conversation.newestEpoch)
        let (commit, _) = try trio.hostileCommit(by: 0, [])
        var turn = GroupRulesTests.turn(trio.accounts[member])
        conversation.takeGroupItem(
            StreamItem.commit(proposals: [], commit: commit).encoded, from: 0, in: epoch, &turn)
        #expect(conversation.newestEpoch == epoch + 1)
        conversation.membership?.group?.forgetParents { _ in true }
        return (conversation, epoch)
    }

    /// "Another commit stands" two hundred times: this account asks one contact, once.
    @Test func whoSaysThatAnotherCommitStandsIsHeardOnce() throws {
        let trio = try Trio()
        var (conversation, epoch) = try Self.settledMember(trio)
        var turn = GroupRulesTests.turn(trio.accounts[2])
        for number in 0..<200 {
            let item = StreamItem.standing([UInt8](repeating: UInt8(number), count: 32))
            conversation.takeGroupItem(item.encoded, from: 1, in: epoch, &turn)
        }
        #expect(turn.errands.count == 1)
        // Whoever has asked already does not ask again.
        conversation.membership?.lost = Membership.Lost(asked: [], at: 0)
        turn.errands = []
        let item = StreamItem.standing([UInt8](repeating: 201, count: 32))
        conversation.takeGroupItem(item.encoded, from: 1, in: epoch, &turn)
        #expect(turn.errands.isEmpty)
    }

    /// Five hundred commits in an epoch that is over: one answer, and none to what is no commit.
    @Test func lateCommitsAreAnsweredOnce() throws {
        let trio = try Trio()
        var (conversation, epoch) = try Self.settledMember(trio)
        var turn = GroupRulesTests.turn(trio.accounts[2])
        func feed(_ bytes: [UInt8]) {
            conversation.takeGroupItem(
                StreamItem.commit(proposals: [], commit: bytes).encoded, from: 1, in: epoch, &turn)
        }
        let before = conversation.channels[epoch]?.outgoing.end ?? 0
        for number in 0..<500 { feed([1, 2, UInt8(truncatingIfNeeded: number)]) }
        feed([])
        #expect(conversation.channels[epoch]?.outgoing.end == before)
        for _ in 0..<20 {
            let late = try trio.hostileCommit(by: 1, [])
            feed(late.message)
        }
        let length = StreamItem.standing([UInt8](repeating: 0, count: 32)).encoded.count + 4
        #expect(conversation.channels[epoch]?.outgoing.end == before + UInt64(length))
    }

    // MARK: Coming back

    private static func package(_ trio: Trio, of member: Int) throws -> Data {
        let bundle = try RosterGroup.keyPackage(
            trio.accounts[member], for: trio.groups[0].groupID)
        return Data(bundle.message)
    }

    private static func places(_ conversation: Conversation) throws -> [PeerSlot] {
        try (conversation.membership?.group?.roster() ?? []).map(\.place)
    }

    /// A member asks to be brought back in every round while it is to be removed: it is out.
    @Test(arguments: [true, false])
    func askingToComeBackKeepsNobodyIn(asksFirst: Bool) throws {
        let trio = try Trio()
        var committer = try trio.conversation(0)
        let hostile = trio.accounts[2].peerSlot
        // It has just committed: wishes wait for the next time.
        committer.membership?.committedAt = 0
        var turn = GroupRulesTests.turn(trio.accounts[0], at: 1)
        if asksFirst {
            try committer.wish(
                .readmit(hostile, keyPackage: try Self.package(trio, of: 2)), &turn)
        }
        try committer.wish(.remove(hostile), &turn)
        for _ in 0..<40 {
            try committer.wish(
                .readmit(hostile, keyPackage: try Self.package(trio, of: 2)), &turn)
        }
        #expect(committer.membership?.wishes.map(\.kind) == [.remove(hostile)])
        var later = GroupRulesTests.turn(trio.accounts[0], at: 3_600_000)
        committer.pursueWishesOrGiveUp(&later)
        #expect(try !Self.places(committer).contains(hostile))
    }

    /// One wish a member, the newest, and so many a day.
    @Test func comingBackIsCounted() throws {
        let trio = try Trio()
        var committer = try trio.conversation(0)
        committer.membership?.committedAt = 0
        let hostile = trio.accounts[2].peerSlot
        var turn = GroupRulesTests.turn(trio.accounts[0], at: 1)
        var packages: [Data] = []
        for _ in 0..<100 {
            packages.append(try Self.package(trio, of: 2))
            try committer.wish(.readmit(hostile, keyPackage: packages[packages.count - 1]), &turn)
        }
        #expect(
            committer.membership?.wishes.map(\.kind)
                == [.readmit(hostile, keyPackage: packages[7])])
    }

    /// What cannot be done does not take with it what can.
    @Test func aHopelessWishDropsNoOther() throws {
        let trio = try Trio()
        var committer = try trio.conversation(0)
        committer.membership?.wishes = [
            GroupWish(.readmit(trio.accounts[1].peerSlot, keyPackage: Data([1])), at: 0),
            GroupWish(.remove(trio.accounts[2].peerSlot), at: 0),
        ]
        var turn = GroupRulesTests.turn(trio.accounts[0], at: 1)
        committer.pursueWishesOrGiveUp(&turn)
        #expect(try !Self.places(committer).contains(trio.accounts[2].peerSlot))
        #expect(try Self.places(committer).contains(trio.accounts[1].peerSlot))
        // It is given up when its turn comes.
        var later = GroupRulesTests.turn(trio.accounts[0], at: 3_600_000)
        committer.pursueWishesOrGiveUp(&later)
        #expect(committer.membership?.wishes.allSatisfy { !$0.isReady } == true)
    }
}
