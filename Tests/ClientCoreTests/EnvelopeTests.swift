import Crypto
import FoundationEssentials
import MLS
import Testing
import Wire

// What lies in the channels of an admission: the tests look inside.
@testable import ClientCore

/// Several come in by one commit: the GroupInfo is said once, to all of them.
@Suite struct EnvelopeTests {
    typealias Rules = GroupRulesTests
    typealias Trio = GroupRulesTests.Trio

    /// A committer that lets in two, cell by cell.
    struct Entry {
        var trio: Trio
        var committer: Conversation
        var joiners: [Conversation]
        var turn: Turn
        var turns: [Turn]
        var round: UInt64 = 100

        init() throws {
            let trio = try Trio(12)
            self.trio = trio
            committer = try trio.conversation(0)
            turn = Rules.turn(trio.accounts[0])
            let waiting = try [20, 21].map { try trio.joiner([0], slot: $0) }
            joiners = waiting.map(\.conversation)
            turns = waiting.map(\.turn)
            try committer.commit(waiting.map { .add($0.package) }, &turn)
        }

        /// The channel that both read.
        var shared: UInt64? {
            committer.admissions.first { committer.channels[$0]?.members.count == 2 }
        }

        func own(_ joiner: Int) -> UInt64? {
            let slot = turns[joiner].account.slot
            return committer.admissions.first {
                committer.channels[$0]?.members.map(\.value.slot) == [slot]
            }
        }

        /// All that a channel has to say goes to a joiner.
        mutating func say(_ id: UInt64?, to joiner: Int, spoiling: Bool = false) throws {
            let id = try #require(id)
            let secret = try #require(committer.channels[id]).key(of: 0)
            guard
                let (target, _) = joiners[joiner].channels.first(where: {
                    $0.value.key(of: 0).bellKey == secret.bellKey
                })
            else { return }
            var covered = RangeSet<UInt64>()
            for _ in 0..<200 {
                round += 1
                committer.channels[id]?.setWindow(.max, round: round)
                guard
                    var payload = committer.channels[id]?.fill(
                        round: Round(rawValue: round), bellPosition: 0, covered: covered,
                        pageCount: 128
                    ).0
                else { return }
                for segment in payload.segments {
                    covered.insert(contentsOf: segment.offset..<segment.end)
                }
                if spoiling { payload.segments[0].bytes[40] ^= 1 }
                _ = joiners[joiner].take(
                    .init(channel: target, leaf: 0, payload: payload), &turns[joiner])
                let stream = joiners[joiner].channels[target]?.members[0]?.stream
                if stream?.next == committer.channels[id]?.outgoing.end {
                    return
                }
            }
        }

        /// A joiner is heard in one of the group's channels.
        mutating func hear(_ joiner: Int, in epoch: UInt64) throws {
            let slot = turns[joiner].account.slot
            let leaf = try #require(
                committer.channels[epoch]?.members.first { $0.value.slot == slot }?.key)
            let payload = CellPayload(round: Round(rawValue: round), incarnation: 7)
            _ = committer.take(.init(channel: epoch, leaf: leaf, payload: payload), &turn)
        }
    }

    @Test func whatIsTheSameForAllIsSaidOnce() throws {
        var entry = try Entry()
        let shared = try #require(entry.shared)
        #expect(entry.committer.admissions.count == 3)
        let tree = try #require(entry.committer.channels[shared]?.outgoing.end)
        for joiner in 0...1 {
            let own = try #require(entry.own(joiner))
            #expect(try #require(entry.committer.channels[own]?.outgoing.end) * 3 < tree)
            try entry.say(entry.own(joiner), to: joiner)
            #expect(entry.joiners[joiner].phase == .joining)
            #expect(entry.joiners[joiner].slotsToRead.contains(0))
            try entry.say(shared, to: joiner)
            #expect(entry.joiners[joiner].phase == .active)
            #expect(
                entry.joiners[joiner].membership?.group?.epochAuthenticator
                    == entry.committer.membership?.group?.epochAuthenticator)
            #expect(entry.joiners[joiner].summary.memberCount == 14)
        }
    }

    /// A program that ends between the envelope and the GroupInfo goes on where it was.
    @Test func theEnvelopeIsKept() throws {
        var entry = try Entry()
        try entry.say(entry.own(0), to: 0)
        let stored = try JSONEncoder().encode(entry.joiners[0])
        entry.joiners[0] = try Conversation(decoding: Array(stored), group: nil)
        try entry.say(entry.shared, to: 0)
        #expect(entry.joiners[0].phase == .active)
    }

    /// A new key package, for whoever was asked again, loses no envelope of the one before.
    @Test func anEnvelopeOutlivesItsKeyPackage() throws {
        var entry = try Entry()
        try entry.say(entry.own(0), to: 0)
        _ = try entry.joiners[0].beginJoining(
            adder: Data(entry.trio.accounts[0].identityPublicKey),
            administrators: [entry.trio.accounts[0].peerSlot], &entry.turns[0])
        try entry.say(entry.shared, to: 0)
        #expect(entry.joiners[0].phase == .active)
    }

    /// What is damaged lets nobody in and breaks nothing; other joiners come in.
    @Test func aSpoiltGroupInfoIsRefused() throws {
        var entry = try Entry()
        for joiner in 0...1 { try entry.say(entry.own(joiner), to: joiner) }
        try entry.say(entry.shared, to: 0, spoiling: true)
        try entry.say(entry.shared, to: 1)
        #expect(entry.joiners.map(\.phase) == [.joining, .active])
    }

    @Test func whatIsNoEnvelopeIsRefused() throws {
        let trio = try Trio(4)
        let package = try Rules.stranger(in: trio)
        var group = trio.groups[0]
        let made = try group.commit(
            [.add(package)], remembered: false, group.rules(capacity: Rules.capacity), at: 0)
        let message = try #require(made.welcome)
        guard case .welcome(let welcome) = try MLSMessage(encoded: message).body else {
            Issue.record("no Welcome")
            return
        }
        let secret = [UInt8](repeating: 3, count: WelcomeEnvelope.secretByteCount)
        let bytes = try WelcomeEnvelope(welcome, to: package, secret: secret).encoded
        let read = try WelcomeEnvelope(bytes)
        #expect(read.secret == secret)
        #expect(try read.completed(by: welcome.encryptedGroupInfo) == message)
        for count in bytes.indices {
            #expect(throws: (any Error).self) { try WelcomeEnvelope(Array(bytes[..<count])) }
        }
        #expect(throws: (any Error).self) { try WelcomeEnvelope(message) }
        #expect(throws: (any Error).self) { try WelcomeEnvelope(bytes + [0]) }
    }

    /// Envelopes without end take no room without end, and none is left when nobody waits any more.
    @Test func envelopesAreBounded() throws {
        var entry = try Entry()
        let own = try #require(entry.joiners[0].admissions.first)
        let id = try #require(entry.own(0))
        var bytes: [UInt8] = []
        while bytes.count < entry.committer.channels[id]?.outgoing.unacknowledgedByteCount ?? 0 {
            entry.committer.channels[id]?.setWindow(.max, round: 1)
            let filled = entry.committer.channels[id]?.fill(
                round: Round(rawValue: 1), bellPosition: 0,
                covered: RangeSet(0..<UInt64(bytes.count)), pageCount: 128)
            for segment in try #require(filled).0.segments where segment.offset == bytes.count {
                bytes += segment.bytes
            }
        }
        for secret in 0..<9 as Range<UInt8> {
            var item = Array(bytes.dropFirst(4))
            item[2] = secret
            entry.joiners[0].takeAdmissionItem(
                item, from: entry.trio.accounts[0].peerSlot, in: own, &entry.turns[0])
        }
        #expect(entry.joiners[0].envelopes.count == 2)
        #expect(entry.joiners[0].admissions.count == 3)
        // Somebody else's is none.
        entry.joiners[1].takeAdmissionItem(
            Array(bytes.dropFirst(4)), from: entry.trio.accounts[0].peerSlot,
            in: try #require(entry.joiners[1].admissions.first), &entry.turns[1])
        #expect(entry.joiners[1].envelopes.isEmpty)
        entry.joiners[0].forgetJoining()
        #expect(entry.joiners[0].admissions.isEmpty)
    }

    /// Who speaks in the group has come in, also if nobody has met its acknowledgement of the Welcome.
    @Test func whoSpeaksHasComeIn() throws {
        var entry = try Entry()
        let epoch = try #require(entry.committer.newestEpoch)
        try entry.hear(0, in: epoch)
        #expect(entry.own(0) == nil)
        #expect(entry.own(1) != nil)
        #expect(entry.committer.admissions.count == 2)
        try entry.hear(1, in: epoch)
        #expect(entry.committer.admissions.isEmpty)
    }

    /// A word in the epoch before says nothing: whoever is brought back speaks there under its earlier
    /// leaf, and both epochs may begin in the same millisecond.
    @Test func aWordOfBeforeClosesNoAdmission() throws {
        var entry = try Entry()
        let leaf = try #require(
            entry.committer.channels[2]?.members.first { $0.value.slot == 1 }?.key)
        let package = try RosterGroup.keyPackage(
            entry.trio.accounts[1], for: entry.trio.groups[0].groupID
        ).keyPackage
        try entry.committer.commit(
            [.remove(LeafIndex(leaf)), .add(package)], &entry.turn)
        let count = entry.committer.admissions.count
        let payload = CellPayload(round: Round(rawValue: 1), incarnation: 7)
        _ = entry.committer.take(.init(channel: 2, leaf: leaf, payload: payload), &entry.turn)
        #expect(entry.committer.admissions.count == count)
    }

    /// Two key packages of the same account are proposed at a time: it is let in once, and nobody waits
    /// for the other.
    @Test func aKeyPackageThatIsNotTakenHasNoAdmission() throws {
        let trio = try Trio(4)
        var committer = try trio.conversation(0)
        var turn = Rules.turn(trio.accounts[0])
        let account = Rules.account(9)
        let packages = try (0..<2).map { _ in
            try RosterGroup.keyPackage(account, for: trio.groups[0].groupID).keyPackage
        }
        var other = trio.groups[0]
        for package in packages { _ = try other.propose([.add(package)]) }
        committer.membership?.group = other
        try committer.commit([], carrying: [[1]], &turn)
        #expect(committer.admissions.count == 1)
        #expect(committer.summary.memberCount == 5)
    }

    /// Who asks to be brought back again and again, and never comes, holds two Welcomes, for thirty days.
    @Test func whoNeverComesIsNotWaitedForWithoutEnd() throws {
        let trio = try Trio(4)
        var committer = try trio.conversation(0)
        var turn = Rules.turn(trio.accounts[0])
        for _ in 0..<5 {
            let leaf = try #require(
                committer.membership?.group?.roster().first { $0.place.slot == 1 }?.leaf)
            let package = try RosterGroup.keyPackage(
                trio.accounts[1], for: trio.groups[0].groupID
            ).keyPackage
            try committer.commit([.remove(LeafIndex(leaf)), .add(package)], &turn)
        }
        #expect(committer.admissions.count == 2)
        var later = Rules.turn(trio.accounts[0], at: 31 * 24 * 3_600_000)
        _ = committer.tend(&later)
        #expect(committer.admissions.isEmpty)
    }

    /// Whom this account has let in cannot let it in somewhere else: a Welcome comes to its own
    /// admissions alone.
    @Test func aJoinerSaysNothing() throws {
        var entry = try Entry()
        let own = try #require(entry.own(0))
        let (waiting, _, package) = try entry.trio.joiner([0], slot: 0)
        entry.committer.membership?.joining = waiting.membership?.joining
        var fork = entry.trio.groups[3].group
        let made = try fork.commit([.add(package)], options: CommitOptions())
        let before = entry.committer.membership?.group?.epochAuthenticator
        var stream = OutgoingStream(incarnation: 5, readers: [0])
        stream.append(try #require(made.welcome), message: nil)
        var covered = RangeSet<UInt64>()
        while covered.ranges.last?.upperBound != stream.end {
            var payload = CellPayload(round: Round(rawValue: 1), incarnation: 5)
            payload.segments = stream.nextSegments(room: 900, covered: covered)
            for segment in payload.segments {
                covered.insert(contentsOf: segment.offset..<segment.end)
            }
            let leaf = entry.turns[0].account.slot
            _ = entry.committer.take(
                .init(channel: own, leaf: leaf, payload: payload), &entry.turn)
        }
        #expect(entry.committer.membership?.joining?.isSpoilt == nil)
        #expect(entry.committer.membership?.group?.epochAuthenticator == before)
    }

    /// Whom a spoilt Welcome keeps out asks again by itself; who waits for the GroupInfo has patience.
    @Test func whoIsKeptOutAsksAgain() throws {
        var entry = try Entry()
        for joiner in 0...1 { try entry.say(entry.own(joiner), to: joiner) }
        try entry.say(entry.shared, to: 0, spoiling: true)
        let contact = Conversation(id: "adder", name: "adder", isNamed: true, bellPosition: 0)
        var adder = contact
        adder.peer = entry.trio.accounts[0].peerSlot
        adder.peerIdentityKey = Data(entry.trio.accounts[0].identityPublicKey)
        func asks(_ joiner: Int, after milliseconds: Int64) -> Bool {
            var turn = Turn(
                account: entry.turns[joiner].account, parameters: entry.turns[joiner].parameters,
                now: milliseconds, directory: ContactDirectory([adder]), random: .system)
            _ = entry.joiners[joiner].tend(&turn)
            return turn.errands.contains {
                if case .tell("adder", .keyPackage) = $0 { true } else { false }
            }
        }
        #expect(!asks(0, after: 3_000_000))
        #expect(asks(0, after: 4_000_000))
        #expect(!asks(0, after: 5_000_000))
        #expect(!asks(1, after: 4_000_000))
        #expect(asks(1, after: 20_000_000))
        #expect(entry.joiners[1].membership?.joining?.since == 0)
    }

    /// Two contacts bring somebody back, one after the other: it comes in by the first key package, and
    /// then by the second, or reads that its leaf was replaced.
    @Test(arguments: [false, true])
    func whoIsBroughtBackTwiceFollows(isWelcomeLost: Bool) throws {
        let trio = try Trio(4)
        var committer = try trio.conversation(0)
        var turn = Rules.turn(trio.accounts[0])
        let (waiting, waitingTurn, first) = try trio.joiner([0])
        var (joiner, joinerTurn) = (waiting, waitingTurn)
        let second = try joiner.beginJoining(
            adder: Data(trio.accounts[0].identityPublicKey),
            administrators: [trio.accounts[0].peerSlot], &joinerTurn)
        func lastWelcome() -> [UInt8] {
            let id = committer.admissions.max {
                committer.channels[$0]?.leadsTo ?? 0 < committer.channels[$1]?.leadsTo ?? 0
            }
            guard let id, var stream = committer.channels[id]?.outgoing else { return [] }
            var bytes: [UInt8] = []
            var covered = RangeSet<UInt64>()
            while UInt64(bytes.count) < stream.end {
                for segment in stream.nextSegments(room: 900, covered: covered)
                where segment.offset == bytes.count {
                    bytes += segment.bytes
                    covered.insert(contentsOf: 0..<segment.end)
                }
            }
            return Array(bytes.dropFirst(4))
        }
        try committer.commit([.add(first)], &turn)
        joiner.takeWelcome(lastWelcome(), from: trio.accounts[0].peerSlot, &joinerTurn)
        let epoch = try #require(joiner.membership?.group?.epoch)
        #expect(epoch == committer.newestEpoch)
        guard case .keyPackage(let package) = try MLSMessage(encoded: second).body else {
            Issue.record("no key package")
            return
        }
        let place = joinerTurn.account.peerSlot
        let leaf = try #require(
            committer.membership?.group?.roster().first { $0.place == place }?.leaf)
        try committer.commit([.remove(LeafIndex(leaf)), .add(package)], &turn)
        #expect(committer.channels[epoch]?.outgoing.waitingFor.contains(leaf) == true)
        // It goes on speaking under the earlier leaf: what it lacks stays.
        let word = CellPayload(round: Round(rawValue: 1), incarnation: 8)
        _ = committer.take(.init(channel: epoch, leaf: leaf, payload: word), &turn)
        #expect(committer.channels[epoch]?.outgoing.waitingFor.contains(leaf) == true)
        if isWelcomeLost {
            for _ in 0..<40 where joiner.membership?.group != nil {
                committer.channels[epoch]?.setWindow(.max, round: 1)
                let next = joiner.channels[epoch]?.members[0]?.stream.next ?? 0
                let cell = committer.channels[epoch]?.fill(
                    round: Round(rawValue: 1), bellPosition: 0,
                    covered: RangeSet(0..<max(1, next)), pageCount: 128)
                _ = joiner.take(
                    .init(channel: epoch, leaf: 0, payload: try #require(cell).0), &joinerTurn)
            }
            #expect(
                joinerTurn.errands.contains { if case .lost = $0 { true } else { false } })
            return
        }
        joiner.takeWelcome(lastWelcome(), from: trio.accounts[0].peerSlot, &joinerTurn)
        #expect(joiner.membership?.group?.epoch == committer.newestEpoch)
        #expect(joiner.phase == .active)
        // It is heard under its new leaf: nobody keeps anything for the earlier one.
        let newest = try #require(committer.newestEpoch)
        let heard = try #require(
            committer.channels[newest]?.members.first { $0.value.place == place }?.key)
        let payload = CellPayload(round: Round(rawValue: 1), incarnation: 7)
        _ = committer.take(.init(channel: newest, leaf: heard, payload: payload), &turn)
        #expect(committer.channels[epoch]?.members[leaf] == nil)
    }
}
