import Crypto
import FoundationEssentials
import MLS
import Testing
import Wire

// What hostile members try, and what must not get lost on the way: the tests look inside.
@testable import ClientCore

/// Attacks of a second reader on groups, and the losses that it found.
@Suite struct GroupAttackTests {
    typealias Rules = GroupRulesTests
    typealias Trio = GroupRulesTests.Trio

    /// Says a text as the engine does.
    static func say(
        _ text: String, in conversation: inout Conversation, _ turn: inout Turn
    ) throws -> MessageRecord {
        var message = conversation.appendRecord(
            id: Hexadecimal.encode(turn.random.bytes(16)), kind: .text, from: nil, text: text,
            sentAt: 0, state: .queued)
        message = conversation.add(message, &turn)
        conversation.outgoing.append(message)
        try conversation.enqueue(message, &turn)
        return message
    }

    static func told(_ turn: Turn) -> [String] {
        turn.output.events.compactMap { event in
            if case .message(let record) = event { record.text } else { nil }
        }
    }

    // MARK: Coming in and being thrown out

    /// A member keeps the key package with which another came in, and proposes to bring it back: the
    /// other has no keys for it any more.
    @Test(arguments: [true, false])
    func aKeyPackageBringsBackOnce(isUsed: Bool) throws {
        var trio = try Trio()
        let package = try RosterGroup.keyPackage(trio.accounts[2], for: trio.groups[0].groupID)
            .keyPackage
        let proposals = try trio.groups[1].propose([.remove(LeafIndex(2)), .add(package)])
        var committer = try trio.conversation(0)
        if isUsed { committer.noteUsed([.add(package)]) }
        var turn = Rules.turn(trio.accounts[0])
        let epoch = try #require(committer.newestEpoch)
        committer.takeGroupItem(
            StreamItem.proposals(proposals).encoded, from: 1, in: epoch, &turn)
        #expect(committer.membership?.group?.epoch == (isUsed ? epoch : epoch + 1))
        // Whose key package came in once is remembered by who committed it.
        #expect(committer.isUsed(package))
    }

    /// A commit counts in its author's stream alone: whom the group has removed has no accomplice to
    /// carry one about.
    @Test func aCommitIsNotCarriedAbout() throws {
        let trio = try Trio()
        let (commit, _) = try trio.hostileCommit(by: 0, [.add(try Rules.stranger(in: trio))])
        let (refused, _) = try Rules.feed(
            .commit(proposals: [], commit: commit), from: 1, to: 2, trio)
        #expect(refused.membership?.group?.epoch == trio.groups[2].epoch)
        let (taken, _) = try Rules.feed(
            .commit(proposals: [], commit: commit), from: 0, to: 2, trio)
        #expect(taken.membership?.group?.epoch == trio.groups[2].epoch + 1)
    }

    /// A Welcome counts from the member in whose slot it lies.
    @Test(arguments: [0, 1])
    func aWelcomeIsItsSignersOwn(place: Int) throws {
        var trio = try Trio()
        var (joiner, turn, package) = try trio.joiner([0, 1, 2])
        let made = try trio.groups[0].commit(
            [.add(package)], remembered: false, trio.groups[0].rules(capacity: Rules.capacity),
            at: 0)
        joiner.takeWelcome(
            try #require(made.welcome), from: trio.accounts[place].peerSlot, &turn)
        #expect((joiner.membership?.group != nil) == (place == 0))
        #expect(joiner.membership?.standing == (place == 0 ? .member : .joining))
    }

    /// An administrator names somebody before that one is in: it is shown when it comes.
    @Test func nobodyBecomesAnAdministratorUnseen() throws {
        var trio = try Trio()
        let ghost = Rules.account(9)
        let profile = GroupProfile(
            name: "trio", committer: trio.accounts[0].peerSlot,
            administrators: [trio.accounts[0].peerSlot, ghost.peerSlot])
        let naming = try trio.groups[0].commit(
            [.groupContextExtensions(profile.extensions)], remembered: false,
            trio.groups[0].rules(capacity: Rules.capacity), at: 0)
        let adding = try trio.groups[0].commit(
            [.add(try Rules.stranger(in: trio))], remembered: false,
            trio.groups[0].rules(capacity: Rules.capacity), at: 0)
        var reader = try trio.conversation(1)
        var turn = Rules.turn(trio.accounts[1])
        for commit in [naming.message, adding.message] {
            let epoch = try #require(reader.newestEpoch)
            reader.takeGroupItem(
                StreamItem.commit(proposals: [], commit: commit).encoded, from: 0, in: epoch,
                &turn)
        }
        #expect(
            Self.told(turn) == [
                "~member 0 added ~member 9", "~member 0 made ~member 9 an administrator",
            ])
    }

    /// One member acknowledges what another has never said: that one is not muted by it, two are
    /// believed.
    @Test func oneMembersWordMutesNobody() throws {
        let trio = try Trio()
        var conversation = try trio.conversation(2)
        var turn = Rules.turn(trio.accounts[2])
        let epoch = try #require(conversation.newestEpoch)
        let incarnation = try #require(conversation.channels[epoch]?.outgoing.incarnation)
        for (leaf, isMuted) in [(0, false), (0, false), (1, true)] as [(UInt32, Bool)] {
            var payload = CellPayload(round: Round(rawValue: 5), incarnation: 7)
            payload.acknowledgements = [
                .init(leaf: 2, incarnation: incarnation, offset: 1_000, gap: 0)
            ]
            _ = conversation.take(
                Conversation.OpenedCell(channel: epoch, leaf: leaf, payload: payload), &turn)
            #expect(conversation.wasRestored == isMuted)
        }
    }

    // MARK: Losses

    /// Words that were acknowledged, and waited for others before them, are in the thread although
    /// their author is removed.
    @Test func lastWordsAreRead() throws {
        var trio = try Trio()
        var reader = try trio.conversation(2)
        var turn = Rules.turn(trio.accounts[2])
        let epoch = try #require(reader.newestEpoch)
        let text = MessageContent.text(
            id: [UInt8](repeating: 1, count: 16), sentAt: 0, text: "farewell")
        let message = try trio.groups[1].encrypt(text.encoded)
        reader.hold(
            [StreamItem.message(message).encoded], of: trio.accounts[1].peerSlot, leaf: 1,
            in: epoch)
        let (removal, _) = try trio.hostileCommit(by: 0, [.remove(LeafIndex(1))])
        reader.takeGroupItem(
            StreamItem.commit(proposals: [], commit: removal).encoded, from: 0, in: epoch, &turn)
        // Until the removal is final its commit may be undone, and the words before may come.
        #expect(!Self.told(turn).contains("farewell"))
        var later = Rules.turn(trio.accounts[2], at: 8 * 24 * 3_600_000)
        _ = reader.tend(&later)
        #expect(Self.told(later).contains("farewell"))
        #expect(reader.membership?.memberCount == 2)
        #expect(reader.held.isEmpty)
    }

    /// Who comes back with fresh keys is told what it had not acknowledged; until then it does not
    /// count as delivered.
    @Test func whoComesBackIsToldAgain() throws {
        let trio = try Trio()
        var author = try trio.conversation(2)
        var turn = Rules.turn(trio.accounts[2])
        let epoch = try #require(author.newestEpoch)
        let message = try Self.say("hello", in: &author, &turn)
        let package = try RosterGroup.keyPackage(trio.accounts[1], for: trio.groups[0].groupID)
        let (commit, _) = try trio.hostileCommit(
            by: 0, [.remove(LeafIndex(1)), .add(package.keyPackage)])
        author.takeGroupItem(
            StreamItem.commit(proposals: [], commit: commit).encoded, from: 0, in: epoch, &turn)
        #expect(author.newestEpoch == epoch + 1)
        #expect(author.channels[epoch + 1]?.outgoing.messages == [message.id])
        #expect(author.outgoing.map(\.state) == [.queued])
        // The other one acknowledges it where it was said first: one still lacks it.
        author.deliver([message.id], &turn)
        #expect(author.outgoing.map(\.state) == [.queued])
    }

    /// Who left and came back within a week stays in.
    @Test func whoCameBackIsNotDismissedAgain() throws {
        let trio = try Trio()
        var conversation = try trio.conversation(2)
        let epoch = try #require(conversation.newestEpoch)
        conversation.membership?.dismissals = [
            Membership.Dismissal(
                place: trio.accounts[1].peerSlot, at: 0, name: "one", epoch: epoch - 1)
        ]
        var turn = Rules.turn(trio.accounts[2], at: 8 * 24 * 3_600_000)
        _ = conversation.tend(&turn)
        #expect(conversation.membership?.dismissals.isEmpty == true)
        #expect(conversation.channels[epoch]?.members[1] != nil)
    }

    // MARK: What was said after a removal that is undone

    /// Four members, two of them administrators: the second removes the fourth, the third writes, and
    /// the committer's own commit takes the place of the removal.
    private struct Undone {
        var quartet: Trio
        var writer: Conversation
        var turn: Turn
        var message: MessageRecord

        init() throws {
            quartet = try Trio(4)
            try quartet.promote(1)
            writer = try quartet.conversation(2)
            turn = Rules.turn(quartet.accounts[2])
            let epoch = try #require(writer.newestEpoch)
            let (removal, _) = try quartet.hostileCommit(by: 1, [.remove(LeafIndex(3))])
            writer.takeGroupItem(
                StreamItem.commit(proposals: [], commit: removal).encoded, from: 1, in: epoch,
                &turn)
            #expect(writer.membership?.memberCount == 3)
            message = try GroupAttackTests.say("between us", in: &writer, &turn)
        }

        /// The committer's sibling, and then its removal of the fourth.
        mutating func undo() throws -> [UInt8] {
            let epoch = quartet.groups[2].epoch
            let rules = try quartet.groups[0].rules(capacity: Rules.capacity)
            var profile = rules.profile
            profile.name = "quartet"
            let renaming = try quartet.groups[0].commit(
                [.groupContextExtensions(profile.extensions)], remembered: false, rules, at: 0)
            writer.takeGroupItem(
                StreamItem.commit(proposals: [], commit: renaming.message).encoded, from: 0,
                in: epoch, &turn)
            return try quartet.groups[0].commit(
                [.remove(LeafIndex(3))], remembered: false,
                quartet.groups[0].rules(capacity: Rules.capacity), at: 0
            ).message
        }
    }

    /// Nobody reads what was written after its removal, though that is undone.
    @Test func whatWasSaidAfterARemovalWaits() throws {
        var undone = try Undone()
        let removal = try undone.undo()
        #expect(undone.writer.membership?.memberCount == 4)
        let epoch = try #require(undone.writer.newestEpoch)
        #expect(undone.writer.channels[epoch]?.outgoing.messages == [])
        #expect(undone.writer.membership?.withheld?.ids.contains(undone.message.id) == true)
        undone.writer.takeGroupItem(
            StreamItem.commit(proposals: [], commit: removal).encoded, from: 0, in: epoch,
            &undone.turn)
        #expect(undone.writer.membership?.memberCount == 3)
        #expect(
            undone.writer.channels[epoch + 1]?.outgoing.messages == [undone.message.id])
    }

    /// A message that is deleted is not kept for a branch that may be undone.
    @Test func aDeletedMessageIsNotSaidAgain() throws {
        var undone = try Undone()
        #expect(undone.writer.membership?.unsettled?.count == 1)
        undone.writer.remove(undone.message, &undone.turn)
        #expect(undone.writer.membership?.unsettled?.isEmpty == true)
        _ = try undone.undo()
        let epoch = try #require(undone.writer.newestEpoch)
        #expect(undone.writer.channels[epoch]?.outgoing.messages == [])
    }
}
