import Crypto
import FoundationEssentials
import MLS
import Testing
import Wire

// What waits inside when somebody goes or comes back: the tests look inside.
@testable import ClientCore

/// Words that count as delivered are read before their reader goes; nobody else gets them.
@Suite struct DepartureTests {
    typealias Rules = GroupRulesTests
    typealias Trio = GroupRulesTests.Trio

    /// What was acknowledged, and waits for something before it, is in the thread when its reader
    /// leaves; a commit goes on waiting for its turn.
    @Test func whatWaitsIsReadBeforeOneLeaves() throws {
        var trio = try Trio()
        var reader = try trio.conversation(1)
        var turn = Rules.turn(trio.accounts[1])
        let epoch = try #require(reader.newestEpoch)
        let text = MessageContent.text(
            id: [UInt8](repeating: 1, count: 16), sentAt: 0, text: "wait for me")
        let message = try trio.groups[2].encrypt(text.encoded)
        let (commit, _) = try trio.hostileCommit(by: 2, [])
        let items = [
            StreamItem.message(message).encoded,
            StreamItem.commit(proposals: [], commit: commit).encoded,
        ]
        reader.hold(items, of: trio.accounts[2].peerSlot, leaf: 2, in: epoch)
        reader.takeWaitingWords(&turn) { _ in true }
        #expect(GroupAttackTests.told(turn) == ["wait for me"])
        #expect(reader.held.map { $0.items.count } == [1])
    }

    /// What was acknowledged, and waits for something before it when its branch is undone, is read once.
    ///
    /// Its author may never hear of the other branch; it may say everything again there, and something before it.
    @Test(arguments: ["silence", "again", "earlier", "later", "leaving", "another"])
    func whatWaitsWhenABranchIsUndoneIsRead(when case: String) throws {
        var trio = try Trio()
        try trio.promote(1)
        let package = try Rules.stranger(in: trio)
        var reader = try trio.conversation(2)
        var turn = Rules.turn(trio.accounts[2])
        let epoch = try #require(reader.newestEpoch)
        var profile = try trio.groups[1].profile()
        profile.committer = trio.accounts[1].peerSlot
        let undone = try trio.groups[1].commit(
            [.add(package), .groupContextExtensions(profile.extensions)], remembered: false,
            trio.groups[1].rules(capacity: Rules.capacity), at: 0)
        let standing = try trio.groups[0].commit(
            [.add(package)], remembered: false, trio.groups[0].rules(capacity: Rules.capacity),
            at: 0)
        reader.takeGroupItem(
            StreamItem.commit(proposals: [], commit: undone.message).encoded, from: 1, in: epoch,
            &turn)
        #expect(
            reader.membership?.group?.epochAuthenticator == trio.groups[1].epochAuthenticator)
        let text = MessageContent.text(
            id: [UInt8](repeating: 1, count: 16), sentAt: 50, text: "wait for me")
        let message = try trio.groups[1].encrypt(text.encoded)
        reader.hold(
            [StreamItem.message(message).encoded], of: trio.accounts[1].peerSlot, leaf: 1,
            in: epoch + 1)
        #expect(!GroupAttackTests.told(turn).contains("wait for me"))
        reader.takeGroupItem(
            StreamItem.commit(proposals: [], commit: standing.message).encoded, from: 0, in: epoch,
            &turn)
        #expect(
            reader.membership?.group?.epochAuthenticator == trio.groups[0].epochAuthenticator)
        #expect(!GroupAttackTests.told(turn).contains("wait for me"))
        #expect(reader.held.isEmpty)
        guard case .commit(let staged) = try trio.groups[2].process(standing.message) else {
            return
        }
        _ = try trio.groups[2].apply(
            staged, message: standing.message, trio.groups[2].rules(capacity: Rules.capacity), at: 0
        )
        try Self.goOn(&reader, &turn, &trio, `case`)
        let told = GroupAttackTests.told(turn)
        let expected: [String] =
            switch `case` {
            case "again": ["before", "wait for me", "after"]
            case "earlier": ["before"]
            case "later": ["wait for me", "after"]
            case "another": ["of another"]
            default: ["wait for me"]
            }
        #expect(
            told.filter { ["before", "wait for me", "after", "of another"].contains($0) }
                == expected)
        #expect((reader.membership?.aside == nil) == !["earlier", "another"].contains(`case`))
    }

    /// What comes after a branch was undone in which somebody's words waited.
    private static func goOn(
        _ reader: inout Conversation, _ turn: inout Turn, _ trio: inout Trio, _ event: String
    ) throws {
        let author = trio.accounts[event == "another" ? 0 : 1].peerSlot
        func say(_ text: String, _ id: UInt8, at sentAt: Int64) {
            let content = MessageContent.text(
                id: [UInt8](repeating: id, count: 16), sentAt: sentAt, text: text)
            let speaker = Conversation.Speaker(name: "author", epoch: 9, leaf: 1, place: author)
            reader.takeAside(of: author, before: content, &turn)
            reader.takeContent(content, from: speaker, &turn)
        }
        switch event {
        case "again":
            say("before", 2, at: 40)
            say("wait for me", 1, at: 50)
            say("after", 3, at: 60)
        case "earlier": say("before", 2, at: 40)
        case "later": say("after", 3, at: 60)
        case "another": say("of another", 2, at: 60)
        case "leaving": reader.leaveRemoved([], &turn)
        default:
            let patience = Conversation.asidePatience(turn.parameters)
            reader.takeOverdueAside(after: patience, &turn)
            #expect(!GroupAttackTests.told(turn).contains("wait for me"))
            reader.takeOverdueAside(after: 1, &turn)
        }
    }

    /// Words for members of an earlier epoch have reached nobody where nobody is left.
    @Test func wordsForNobodyAreNotDelivered() throws {
        let trio = try Trio(2)
        var author = try trio.conversation(0)
        var turn = Rules.turn(trio.accounts[0])
        let message = try GroupAttackTests.say("are you there?", in: &author, &turn)
        let earlier = try #require(author.newestEpoch)
        author.channels[earlier] = nil
        author.channels[earlier + 1] = Channel(
            secret: SymmetricKey(size: .bits256), ownLeaf: 0, members: [:], incarnation: 1,
            openedAt: 0)
        try author.sayAgain([message.id], &turn)
        let states = turn.output.events.compactMap { event in
            if case .message(let record) = event, record.id == message.id {
                record.state
            } else {
                nil
            }
        }
        #expect(states.last == .undelivered)
        #expect(author.outgoing.isEmpty)
    }

    /// Whoever leaves while something waits to be said again is told that it has not arrived; what is under
    /// way stays so.
    @Test func whatWaitsIsGivenUpWhereOneLeaves() throws {
        let trio = try Trio()
        var author = try trio.conversation(1)
        var turn = Rules.turn(trio.accounts[1])
        let epoch = try #require(author.newestEpoch)
        let first = try GroupAttackTests.say("under way", in: &author, &turn)
        let second = try GroupAttackTests.say("withheld", in: &author, &turn)
        var channel = Channel(
            secret: SymmetricKey(size: .bits256), ownLeaf: 1,
            members: [0: .init(trio.accounts[0].peerSlot)], incarnation: 1, openedAt: 0)
        channel.enqueue([1], message: first.id)
        author.channels[epoch] = channel
        author.endMembership(&turn)
        #expect(author.outgoing.map(\.id) == [first.id])
        let states = turn.output.events.compactMap { event in
            if case .message(let record) = event, record.id == second.id {
                record.state
            } else {
                nil
            }
        }
        #expect(states.last == .undelivered)
    }

    /// Who leaves while it waits to be brought back, or was a member before and is not let in again, waits for a
    /// week; what it wanted to say is given up then.
    @Test(arguments: [Membership.Standing.leaving, .joining])
    func whoIsNotLetInGivesUp(standing: Membership.Standing) throws {
        let trio = try Trio()
        var author = try trio.conversation(1)
        var turn = Rules.turn(trio.accounts[1])
        let message = try GroupAttackTests.say("soon", in: &author, &turn)
        author.channels = [:]
        author.membership?.group = nil
        author.membership?.standing = standing
        author.membership?.wishes = [GroupWish(.leave, at: 0)]
        _ = try author.beginJoining(
            adder: Data(trio.accounts[0].identityPublicKey),
            administrators: [trio.accounts[0].peerSlot], &turn)
        var later = Rules.turn(trio.accounts[1], at: 6 * 24 * 3_600_000)
        _ = author.tend(&later)
        #expect(author.membership?.standing == standing)
        #expect(author.outgoing.map(\.id) == [message.id])
        later = Rules.turn(trio.accounts[1], at: 8 * 24 * 3_600_000)
        _ = author.tend(&later)
        #expect(author.membership?.standing == .left)
        #expect(author.membership?.wishes.isEmpty == true)
        #expect(author.outgoing.isEmpty)
    }

    /// Who comes back with a fresh leaf gets what it missed, unless somebody has come in since for whom
    /// it was not.
    @Test(arguments: [false, true])
    func whatOneMissedIsNotForNewcomers(hasNewcomer: Bool) throws {
        let trio = try Trio(4)
        var author = try trio.conversation(0)
        var turn = Rules.turn(trio.accounts[0])
        let epoch = try #require(author.newestEpoch)
        let message = try GroupAttackTests.say("between us", in: &author, &turn)
        if hasNewcomer {
            var members = try #require(author.channels[epoch]?.members)
            members[3] = nil
            author.channels[epoch] = Channel(
                secret: SymmetricKey(size: .bits256), ownLeaf: 0, members: members,
                incarnation: 1, isSigned: true, openedAt: 0)
            author.channels[epoch]?.enqueue([1], message: message.id)
        } else {
            // Who is dismissed from it was there all the same.
            _ = author.channels[epoch]?.dismiss(3)
        }
        let member = try #require(try author.membership?.group?.roster().first { $0.leaf == 1 })
        let missed = author.forgetEarlierLeaf(of: member, &turn)
        #expect(missed == (hasNewcomer ? [] : [message.id]))
        #expect(author.outgoing.isEmpty == hasNewcomer)
    }

    /// Who came back with a fresh leaf is heard under the earlier one until it speaks under the newer: its
    /// own commit may stand.
    ///
    /// Nothing waits for its words there, and none is taken up or acknowledged, unless the
    /// fresh leaf is undone.
    @Test func aReplacedLeafIsHeard() throws {
        let trio = try Trio()
        var reader = try trio.conversation(2)
        var turn = Rules.turn(trio.accounts[2])
        let epoch = try #require(reader.newestEpoch)
        let place = trio.accounts[1].peerSlot
        let member = try #require(try reader.membership?.group?.roster().first { $0.leaf == 1 })
        _ = reader.forgetEarlierLeaf(of: member, &turn)
        #expect(reader.isComplete(place, before: epoch + 1))
        var payload = CellPayload(round: Round(rawValue: 1), incarnation: 7)
        let (word, commit) = ([1, 9] as [UInt8], [3, 0, 9] as [UInt8])
        payload.segments = [.init(offset: 0, bytes: [0, 0, 0, 2] + word + [0, 0, 0, 3] + commit)]
        let receipt = reader.channels[epoch]?.receive(payload, from: 1)
        #expect(receipt?.items == [commit])
        #expect(reader.channels[epoch]?.owesAcknowledgement == false)
        // A later fork undoes nothing of it.
        reader.takeBack([place], after: epoch + 1)
        #expect(reader.channels[epoch]?.members[1]?.replacement != nil)
        reader.takeBack([place], after: epoch - 1)
        #expect(!reader.isComplete(place, before: epoch + 1))
        let again = reader.channels[epoch]?.receive(payload, from: 1)
        #expect(again?.items == [word, commit])
        #expect(reader.channels[epoch]?.owesAcknowledgement == true)
    }

    /// One contact that says again and again that this account is no member puts it out only where nobody
    /// else is heard.
    @Test(arguments: [false, true])
    func oneDenialIsNotEnough(isHeard: Bool) throws {
        let trio = try Trio()
        var member = try trio.conversation(2)
        var turn = Rules.turn(trio.accounts[2], at: 10_000)
        let contact = Data(trio.accounts[0].identityPublicKey)
        if isHeard { member.membership?.heardAt = 9_000 }
        for _ in 0..<2 {
            let denied = member.membership?.lost?.denied
            member.membership?.lost = Membership.Lost(asked: [contact], at: 0, denied: denied)
            member.hearOfRemoval(by: contact, &turn)
        }
        #expect(member.membership?.standing == (isHeard ? .member : .left))
    }

    /// A member who acknowledges beyond the end, first from one leaf and then from another, is one
    /// witness.
    @Test func oneMemberWithTwoLeavesIsOneWitness() throws {
        let trio = try Trio()
        var conversation = try trio.conversation(2)
        var turn = Rules.turn(trio.accounts[2])
        let epoch = try #require(conversation.newestEpoch)
        let (place, other) = (trio.accounts[0].peerSlot, trio.accounts[1].peerSlot)
        let incarnation: UInt32 = 3
        conversation.channels[epoch] = Channel(
            secret: SymmetricKey(size: .bits256), ownLeaf: 2,
            members: [0: .init(place), 7: .init(place), 1: .init(other)],
            incarnation: incarnation, isSigned: true, openedAt: 0)
        for leaf in [0, 7] as [UInt32] {
            var payload = CellPayload(round: Round(rawValue: 5), incarnation: 7)
            payload.acknowledgements = [
                .init(leaf: 2, incarnation: incarnation, offset: 1_000, gap: 0)
            ]
            _ = conversation.take(
                Conversation.OpenedCell(channel: epoch, leaf: leaf, payload: payload), &turn)
        }
        #expect(!conversation.wasRestored)
    }

    /// Somebody has left by a commit that another one takes the place of: it may be gone already, and an
    /// administrator who knows asks for its removal.
    @Test func whoLeftByAnUndoneCommitIsLetGo() throws {
        var trio = try Trio()
        try trio.promote(1)
        let leaver = trio.accounts[2].peerSlot
        let leaving = try trio.groups[2].propose([.remove(LeafIndex(2))])
        var author = try trio.conversation(1)
        var turn = Rules.turn(trio.accounts[1])
        let epoch = try #require(author.newestEpoch)
        var renamed = try trio.groups[0].profile()
        renamed.name = "renamed"
        let standing = try trio.groups[0].commit(
            [.groupContextExtensions(renamed.extensions)], remembered: false,
            trio.groups[0].rules(capacity: Rules.capacity), at: 0)
        author.takeGroupItem(StreamItem.proposals(leaving).encoded, from: 2, in: epoch, &turn)
        var profile = try trio.groups[1].profile()
        profile.committer = trio.accounts[1].peerSlot
        try author.commit(
            [.groupContextExtensions(profile.extensions)], carrying: leaving, &turn)
        #expect(try author.membership?.group?.roster().map(\.place).contains(leaver) == false)
        author.takeGroupItem(
            StreamItem.commit(proposals: [], commit: standing.message).encoded, from: 0,
            in: epoch, &turn)
        #expect(try author.membership?.group?.roster().map(\.place).contains(leaver) == true)
        #expect(author.membership?.wishes.contains { $0.kind == .remove(leaver) } == true)
    }

    /// Whoever is leaving, and hears that another commit stands than its own, is out: nobody of its branch
    /// is there to let it go.
    ///
    /// A member asks to be brought back.
    @Test(arguments: [Membership.Standing.leaving, .member])
    func anotherBranchStands(standing: Membership.Standing) throws {
        let trio = try Trio()
        var conversation = try trio.conversation(1)
        var turn = Rules.turn(trio.accounts[1])
        let epoch = try #require(conversation.newestEpoch)
        conversation.membership?.standing = standing
        conversation.noteStanding([1], of: epoch)
        conversation.takeStanding(Data(SHA256.hash(data: [1])), in: epoch, &turn)
        #expect(conversation.membership?.standing == standing)
        #expect(turn.errands.isEmpty)
        conversation.takeStanding(Data(SHA256.hash(data: [2])), in: epoch, &turn)
        let isLost = turn.errands.contains { if case .lost = $0 { true } else { false } }
        #expect(isLost == (standing == .member))
        #expect(conversation.membership?.standing == (standing == .leaving ? .left : .member))
    }

    /// Who waits to be brought back looks at those of whom an administrator that it knows says that they
    /// administer now, and believes nobody else.
    @Test func administratorsNameTheirSuccessors() throws {
        let trio = try Trio()
        var (joiner, _, _) = try trio.joiner([0])
        let successor = trio.accounts[2].peerSlot
        joiner.hearOfAdministrators([successor], from: trio.accounts[1].peerSlot)
        #expect(joiner.membership?.joining?.administrators == [trio.accounts[0].peerSlot])
        joiner.hearOfAdministrators([successor], from: trio.accounts[0].peerSlot)
        let admission = try #require(joiner.admissions.first)
        #expect(joiner.slotsAwaited(in: admission).sorted() == [0, 2])
    }
}
