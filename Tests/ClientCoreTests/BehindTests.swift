import Crypto
import FoundationEssentials
import MLS
import Testing
import Wire

// What becomes of members who are behind the others: the tests look inside.
@testable import ClientCore

/// Nobody who is behind is cut off: not by a removal, not by two commits that cross.
@Suite struct BehindTests {
    typealias Rules = GroupRulesTests
    typealias Trio = GroupRulesTests.Trio

    /// Nobody waits for the word of who is removed, but what it lacks stays until it has read that it
    /// was; what it says is taken up until the removal is final, and not afterwards.
    @Test func whoIsRemovedReadsOn() throws {
        let trio = try Trio()
        var author = try trio.conversation(2)
        var turn = Rules.turn(trio.accounts[2])
        let epoch = try #require(author.newestEpoch)
        let message = try GroupAttackTests.say("before", in: &author, &turn)
        let (removal, _) = try trio.hostileCommit(by: 0, [.remove(LeafIndex(1))])
        author.takeGroupItem(
            StreamItem.commit(proposals: [], commit: removal).encoded, from: 0, in: epoch, &turn)
        let stream = try #require(author.channels[epoch]?.outgoing)
        #expect(stream.waitingFor.sorted() == [0, 1])
        #expect(!stream.awaits(1))
        #expect(stream.awaits(0))
        #expect(stream.messages == [message.id])
        #expect(author.channels[epoch]?.members[1]?.isGone != true)
        var later = Rules.turn(trio.accounts[2], at: 8 * 24 * 3_600_000)
        _ = author.tend(&later)
        #expect(author.channels[epoch]?.members[1]?.isGone == true)
        #expect(author.channels[epoch]?.outgoing.waitingFor.contains(1) == true)
        later = Rules.turn(trio.accounts[2], at: 31 * 24 * 3_600_000)
        _ = author.tend(&later)
        #expect(author.channels[epoch]?.members[1] == nil)
    }

    /// Who speaks in an epoch, and is not taken up there any more, may lack something of earlier ones.
    @Test func whoIsNotHeardAnyMoreReadsOn() throws {
        let trio = try Trio()
        var author = try trio.conversation(0)
        var turn = Rules.turn(trio.accounts[0])
        let epoch = try #require(author.newestEpoch)
        _ = try GroupAttackTests.say("before", in: &author, &turn)
        try author.commit([.groupContextExtensions(trio.groups[0].group.extensions)], &turn)
        let next = try #require(author.newestEpoch)
        #expect(next > epoch)
        for id in [epoch, next] { author.channels[id]?.stopHearing(1) }
        let payload = CellPayload(round: Round(rawValue: 1), incarnation: 7)
        _ = author.take(.init(channel: next, leaf: 1, payload: payload), &turn)
        #expect(author.channels[epoch]?.outgoing.waitingFor.sorted() == [1, 2])
    }

    /// Who was removed and is in again is heard, also by who has not seen how it came back.
    @Test func aStaleRemovalMutesNobody() throws {
        let trio = try Trio()
        var reader = try trio.conversation(2)
        let epoch = try #require(reader.newestEpoch)
        reader.membership?.dismissals = [
            Membership.Dismissal(
                place: trio.accounts[1].peerSlot, at: 0, epoch: epoch - 1, hasLeft: false)
        ]
        var turn = Rules.turn(trio.accounts[2], at: 1)
        _ = reader.tend(&turn)
        #expect(reader.channels[epoch]?.members[1]?.isGone != true)
    }

    /// Channels of an earlier membership are for what is said on there, and stay so.
    @Test func whatIsSaidOnIsNotHeardAgain() throws {
        let trio = try Trio()
        var author = try trio.conversation(2)
        var turn = Rules.turn(trio.accounts[2])
        let epoch = try #require(author.newestEpoch)
        _ = try GroupAttackTests.say("before", in: &author, &turn)
        author.channels[epoch]?.sayOnly()
        author.takeBack(trio.accounts.map(\.peerSlot), after: epoch)
        for leaf in [0, 1] as [UInt32] {
            #expect(author.channels[epoch]?.members[leaf]?.isGone == true)
            #expect(author.channels[epoch]?.members[leaf]?.isComplete == true)
        }
        #expect(author.isComplete(trio.accounts[0].peerSlot, before: epoch + 1))
    }

    /// Two administrators let somebody in at the same time, with the same key package.
    ///
    /// It takes the first Welcome that it finds; when a contact in the group says that this one is undone, it is in
    /// by the other. Others' words, and words about other epochs, change nothing.
    @Test(arguments: [false, true])
    func ofTwoWelcomesTheOneThatStandsCounts(isToldBefore: Bool) throws {
        var trio = try Trio()
        try trio.promote(1)
        var (joiner, turn, package) = try trio.joiner([0, 1])
        let asker = Data(trio.accounts[0].identityPublicKey)
        var profile = try trio.groups[1].profile()
        profile.committer = trio.accounts[1].peerSlot
        let undone = try trio.groups[1].commit(
            [.add(package), .groupContextExtensions(profile.extensions)], remembered: false,
            trio.groups[1].rules(capacity: Rules.capacity), at: 0)
        let standing = try trio.groups[0].commit(
            [.add(package)], remembered: false, trio.groups[0].rules(capacity: Rules.capacity),
            at: 0)
        let dead = trio.groups[1].epochAuthenticator
        let alive = trio.groups[0].epochAuthenticator
        if isToldBefore { joiner.hearOfUndoing([dead], by: asker, &turn) }
        for (place, made) in [(1, undone), (0, standing)] {
            joiner.takeWelcome(
                try #require(made.welcome), from: trio.accounts[place].peerSlot, &turn)
        }
        if isToldBefore {
            #expect(joiner.membership?.group?.epochAuthenticator == alive)
            return
        }
        #expect(joiner.membership?.group?.epochAuthenticator == dead)
        joiner.hearOfUndoing([alive], by: asker, &turn)
        joiner.hearOfUndoing([dead], by: Data(turn.account.identityPublicKey), &turn)
        #expect(joiner.membership?.group?.epochAuthenticator == dead)
        joiner.hearOfUndoing([dead], by: asker, &turn)
        #expect(joiner.membership?.group?.epochAuthenticator == alive)
        #expect(joiner.membership?.standing == .member)
        #expect(joiner.epochs == [trio.groups[0].epoch])
        // Nobody keeps it out by saying so again.
        joiner.hearOfUndoing([alive], by: asker, &turn)
        #expect(joiner.membership?.group?.epochAuthenticator == alive)
    }

    /// Without another Welcome whoever came in by an undone commit waits for one, and asks after a
    /// while.
    @Test func whoCameInByAnUndoneCommitAsks() throws {
        var trio = try Trio()
        var (joiner, turn, package) = try trio.joiner([0])
        let asker = Data(trio.accounts[0].identityPublicKey)
        let made = try trio.groups[0].commit(
            [.add(package)], remembered: false, trio.groups[0].rules(capacity: Rules.capacity),
            at: 0)
        joiner.takeWelcome(
            try #require(made.welcome), from: trio.accounts[0].peerSlot, &turn)
        joiner.hearOfUndoing([trio.groups[0].epochAuthenticator], by: asker, &turn)
        #expect(joiner.membership?.group == nil)
        #expect(joiner.membership?.joining != nil)
        var later = Rules.turn(turn.account, at: 24 * 3_600_000)
        _ = joiner.tend(&later)
        #expect(
            later.errands.contains { if case .lost = $0 { true } else { false } },
            "\(later.errands)")
    }

    /// A commit that does not stand, and by which somebody came in, is told to that one.
    @Test func theUndoneAreTold() throws {
        var trio = try Trio()
        try trio.promote(1)
        let package = try Rules.stranger(in: trio)
        var profile = try trio.groups[1].profile()
        profile.committer = trio.accounts[1].peerSlot
        let undone = try trio.groups[1].commit(
            [.add(package), .groupContextExtensions(profile.extensions)], remembered: false,
            trio.groups[1].rules(capacity: Rules.capacity), at: 0)
        let epoch = trio.groups[0].epoch
        _ = try trio.groups[0].commit(
            [.add(package)], remembered: false, trio.groups[0].rules(capacity: Rules.capacity),
            at: 0)
        let sibling = try trio.groups[0].replace(
            after: epoch, by: undone.message, of: 1, proposals: [], capacity: Rules.capacity, at: 0)
        guard case .undone(let newcomers, let authenticator) = sibling else {
            Issue.record("\(sibling)")
            return
        }
        #expect(try newcomers == [Data(GroupRules.place(package).identityKey)])
        #expect(authenticator == trio.groups[1].epochAuthenticator)
        let letter = GroupLetter.undone(
            group: trio.groups[0].groupID, authenticators: [authenticator])
        #expect(try GroupLetter(letter.encoded) == letter)
        #expect(throws: WireError.self) { try GroupLetter(letter.encoded.dropLast()) }
    }

    /// A contact that says too late, or again within a day, that somebody's coming in is undone is not followed
    /// at once; if nobody else is heard for an hour, that one asks, and not if somebody is.
    @Test(arguments: ["late", "again", "heard", "newcomer heard", "another epoch"])
    func whoIsToldTooLateAsks(when case: String) throws {
        var trio = try Trio()
        var (joiner, turn, package) = try trio.joiner([0])
        let asker = Data(trio.accounts[0].identityPublicKey)
        let made = try trio.groups[0].commit(
            [.add(package)], remembered: false, trio.groups[0].rules(capacity: Rules.capacity),
            at: 0)
        joiner.takeWelcome(
            try #require(made.welcome), from: trio.accounts[0].peerSlot, &turn)
        let group = try #require(joiner.membership?.group)
        var dead = group.epochAuthenticator
        if `case` == "another epoch" { dead[0] ^= 1 }
        if `case` == "again" { joiner.membership?.undoneAt = 0 }
        let hour = Conversation.readmissionPatience(turn.parameters) + 1
        var later = Rules.turn(turn.account, at: `case` == "again" ? 1 : hour)
        if `case` != "again" { _ = joiner.tend(&later) }
        joiner.hearOfUndoing([dead], by: asker, &later)
        #expect(joiner.membership?.group?.epochAuthenticator == group.epochAuthenticator)
        // The founder's leaf is of a commit; another one may have come in with this account.
        if `case` == "heard" { joiner.dispelDoubt(by: 0) }
        if `case` == "newcomer heard" { joiner.dispelDoubt(by: 1) }
        later = Rules.turn(turn.account, at: 2 * hour)
        _ = joiner.tend(&later)
        let asks = later.errands.contains { if case .lost = $0 { true } else { false } }
        #expect(asks == !["heard", "another epoch"].contains(`case`), "\(later.errands)")
    }

    /// Who is leaving where a contact in the group says that nobody is, has left.
    @Test func whoIsLeavingADeadBranchHasLeft() throws {
        var trio = try Trio()
        var (joiner, turn, package) = try trio.joiner([0])
        let made = try trio.groups[0].commit(
            [.add(package)], remembered: false, trio.groups[0].rules(capacity: Rules.capacity),
            at: 0)
        joiner.takeWelcome(
            try #require(made.welcome), from: trio.accounts[0].peerSlot, &turn)
        joiner.membership?.standing = .leaving
        let dead = trio.groups[0].epochAuthenticator
        let stranger = Data(Rules.account(30).identityPublicKey)
        joiner.hearOfUndoing([dead], by: stranger, &turn)
        let contact = Data(trio.accounts[1].identityPublicKey)
        joiner.hearOfUndoing([[1] + dead.dropFirst()], by: contact, &turn)
        #expect(joiner.membership?.standing == .leaving)
        joiner.hearOfUndoing([dead], by: contact, &turn)
        #expect(joiner.membership?.standing == .left)
    }

    /// Whoever left by a commit that is undone, and says so to a contact who administers, is removed; nobody
    /// speaks for another.
    @Test func whoHasLeftElsewhereIsRemoved() throws {
        let trio = try Trio()
        let leaver = trio.accounts[2]
        func removals(_ member: Int, _ key: [UInt8], _ place: PeerSlot) throws -> Int {
            var conversation = try trio.conversation(member)
            var turn = Rules.turn(trio.accounts[member])
            let before = conversation.membership?.group?.epoch
            try conversation.hearOfLeaving(by: ("c", Data(key), place), &turn)
            let wishes = conversation.membership?.wishes.count ?? 0
            return wishes + (conversation.membership?.group?.epoch == before ? 0 : 1)
        }
        #expect(try removals(0, leaver.identityPublicKey, leaver.peerSlot) == 1)
        #expect(try removals(1, leaver.identityPublicKey, leaver.peerSlot) == 0)
        #expect(
            try removals(0, trio.accounts[1].identityPublicKey, leaver.peerSlot) == 0)
        #expect(try removals(0, Rules.account(30).identityPublicKey, leaver.peerSlot) == 0)
        let letter = GroupLetter.left(group: trio.groups[0].groupID)
        #expect(try GroupLetter(letter.encoded) == letter)
        #expect(throws: WireError.self) { try GroupLetter(letter.encoded + [0]) }
    }

    /// Who waits to be brought back asks somebody else if a contact has left, and waits no more if there is
    /// nobody, unless others are heard; what it knows of the roster stays.
    @Test(arguments: [false, true])
    func whoIsLeftBehindByAllIsOut(hearsOthers: Bool) throws {
        let trio = try Trio()
        var alone = try trio.conversation(2)
        let keys = trio.accounts[..<2].map { Data($0.identityPublicKey) }
        alone.membership?.roster = keys
        alone.membership?.lost = Membership.Lost(asked: [keys[0]], at: 0)
        if hearsOthers { alone.membership?.heardAt = 0 }
        var turn = Rules.turn(trio.accounts[2])
        alone.endAlone(&turn)
        try alone.hearOfLeaving(by: ("b", keys[1], trio.accounts[1].peerSlot), &turn)
        #expect(alone.membership?.lost?.departed == nil)
        try alone.hearOfLeaving(by: ("a", keys[0], trio.accounts[0].peerSlot), &turn)
        #expect(alone.membership?.lost?.departed == [keys[0]])
        #expect(alone.membership?.roster == keys)
        #expect(alone.membership?.standing == .member)
        alone.endAlone(&turn)
        #expect(alone.membership?.standing == (hearsOthers ? .member : .left))
    }

    /// Who has come in since an epoch, by whosever wish, is told when what came after it is undone.
    @Test func whoWasBroughtBackCameIn() throws {
        var trio = try Trio()
        let leaves = Set(trio.groups[0].group.members.map(\.leafNode.encryptionKey))
        let package = try RosterGroup.keyPackage(trio.accounts[2], for: trio.groups[0].groupID)
        _ = try trio.groups[0].commit(
            [.remove(LeafIndex(2)), .add(package.keyPackage)], remembered: false,
            trio.groups[0].rules(capacity: Rules.capacity), at: 0)
        #expect(
            trio.groups[0].comers(since: leaves) == [Data(trio.accounts[2].identityPublicKey)])
    }
}
