import Crypto
import FoundationEssentials
import MLS
import Testing
import Wire

// What lies in the records of a conversation no program shows: the tests look inside.
@testable import ClientCore

/// What a contact can make this account keep, and write again in each step, is bounded.
@Suite struct BoundedRecordTests {
    private static func stream(_ items: [[UInt8]]) -> [UInt8] {
        items.flatMap { item in
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: item.count >> $0) } + item
        }
    }

    /// A hundred thousand items of one byte that wait for an earlier channel.
    @Test func smallItemsCountForWhatTheyTake() throws {
        var pair = try HostilePeerTests.Pair()
        let account = try HostilePeerTests.Pair.accounts()[0]
        var turn = HostilePeerTests.Pair.turn(account)
        // A second epoch, in which the contact speaks while the first is not complete.
        guard let proposal = try pair.accepter.pair?.proposeUpdate() else { return }
        pair.inviter.takePairItem(StreamItem.message(proposal).encoded, in: 1, &turn)
        #expect(pair.inviter.pair?.epoch == 2)
        let cell = Self.stream([[UInt8]](repeating: [1], count: 180))
        var offset: UInt64 = 0
        for _ in 0..<600 {
            var payload = CellPayload(round: Round(rawValue: 1), incarnation: 9)
            payload.previousChannel = 1
            payload.previousEnd = 1_000
            payload.segments = [.init(offset: offset, bytes: cell)]
            _ = pair.inviter.take(.init(channel: 2, leaf: 1, payload: payload), &turn)
            offset += UInt64(cell.count)
        }
        let held = pair.inviter.held.reduce(0) { $0 + $1.items.count }
        #expect(held > 0)
        #expect(held < 20_000)
        // What is missing is heard all the same, and everything goes on.
        var payload = CellPayload(round: Round(rawValue: 1), incarnation: 8)
        payload.segments = [
            .init(offset: 0, bytes: Self.stream([[UInt8](repeating: 1, count: 900)])),
            .init(offset: 904, bytes: Self.stream([[UInt8](repeating: 1, count: 92)])),
        ]
        _ = pair.inviter.take(.init(channel: 1, leaf: 1, payload: payload), &turn)
        #expect(pair.inviter.held.isEmpty)
    }

    /// The largest item depends on what a channel is for.
    @Test(arguments: [
        (ChannelID.introduction, 1 << 16), (1, 1 << 17),
        (Conversation.transferChannels.lowerBound, 8_192),
    ])
    func anItemIsNoLongerThanItsChannelAllows(channel: UInt64, limit: Int) throws {
        for (length, isRead) in [(limit, true), (limit + 1, false)] {
            var pair = try HostilePeerTests.Pair()
            let account = try HostilePeerTests.Pair.accounts()[0]
            var turn = HostilePeerTests.Pair.turn(account)
            if channel != 1 {
                pair.inviter.channels[channel] = Channel(
                    secret: SymmetricKey(size: .bits256), ownLeaf: 0,
                    members: [1: .init(pair.accepter.peer ?? account.peerSlot)], incarnation: 1,
                    openedAt: 0)
            }
            let bytes = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) } + [1, 2, 3]
            var payload = CellPayload(round: Round(rawValue: 1), incarnation: 9)
            payload.segments = [.init(offset: 0, bytes: bytes)]
            _ = pair.inviter.take(.init(channel: channel, leaf: 1, payload: payload), &turn)
            #expect(pair.inviter.channels[channel]?.members[1]?.stream.isBroken == !isRead)
        }
    }

    /// Fifty thousand messages that disappear: a new one, reading and the end of some cost little.
    @Test func manyMessagesDisappearInSteps() throws {
        var site = try EngineSite()
        try site.meet("b", at: 1)
        let count: UInt64 = 50_000
        for sequence in 1...count {
            site.engine.conversations["b"]?.expiring.add(
                Expiry(sequence: sequence, milliseconds: 5_000, dueAt: nil))
        }
        site.engine.conversations["b"]?.lastSequence = count
        let (touched, clock) = (Set(["b"]), ContinuousClock())
        var output = ClientOutput()
        try site.engine.store(touched, &output)
        site.store(output)
        func weight(_ changes: [RecordChange]) -> Int {
            changes.reduce(0) { sum, change in
                if case .put(let key, let value) = change, key.collection == .expiry {
                    sum + value.count
                } else {
                    sum
                }
            }
        }
        // A new message rewrites what lies near it.
        site.engine.conversations["b"]?.expiring.add(
            Expiry(sequence: count + 1, milliseconds: 5_000, dueAt: nil))
        output = ClientOutput()
        try site.engine.store(touched, &output)
        #expect((1...10_000).contains(weight(output.changes)))
        site.store(output)
        // It is found again.
        let again = try ClientEngine(records: site.records.all)
        #expect(again.conversations["b"]?.expiring.count == Int(count) + 1)
        // Many are read at once; they begin to count, and are gone, in steps.
        let read: UInt64 = 8_000
        var longest = try clock.measure {
            site.store(try site.engine.markRead(conversation: "b", upTo: read, at: 0))
        }
        var steps = 0
        while site.engine.conversations["b"]?.expiring.uncounted(upTo: read, limit: 1).isEmpty
            == false, steps < 1_000
        {
            longest = max(longest, clock.measure { site.store(site.engine.expire(at: 1)) })
            steps += 1
        }
        while site.engine.conversations["b"]?.isExpiryDue(at: 6_000) == true, steps < 1_000 {
            longest = max(longest, clock.measure { site.store(site.engine.expire(at: 6_000)) })
            steps += 1
        }
        #expect(site.engine.conversations["b"]?.expiring.count == Int(count - read) + 1)
        print("\(read) of 50,000 messages disappear: \(steps) steps, the longest \(longest)")
        #expect(longest < .seconds(1))
        #expect(steps >= 2 * Int(read) / Conversation.expiryStep - 1)
    }

    // MARK: Doubles

    private static func speaker(_ account: ClientCore.Account) -> Conversation.Speaker {
        .init(
            name: "b", tag: account.identityTag, epoch: 1, leaf: 1, place: account.peerSlot)
    }

    /// A message that is said again after many others is there once.
    @Test func aMessageIsTakenOnceHoweverLate() throws {
        var pair = try HostilePeerTests.Pair()
        let accounts = try HostilePeerTests.Pair.accounts()
        let speaker = Self.speaker(accounts[1])
        var records: [RecordKey: [UInt8]] = [:]
        func say(_ number: Int) {
            var turn = HostilePeerTests.Pair.turn(accounts[0])
            turn.source = RecordSource { [records] in records[$0] }
            var id = [UInt8](repeating: 0, count: 16)
            id[0] = UInt8(number & 255)
            id[1] = UInt8(number >> 8)
            pair.inviter.takeContent(
                .text(id: id, sentAt: 0, text: "\(number)"), from: speaker, &turn)
            for case .put(let key, let value) in turn.output.changes { records[key] = value }
        }
        for number in 0..<700 { say(number) }
        #expect(pair.inviter.lastSequence == 700)
        for number in [0, 100, 699] { say(number) }
        #expect(pair.inviter.lastSequence == 700)
    }

    // MARK: What is given up

    /// What nobody is left to read is not delivered; the person is told.
    @Test func whatIsGivenUpIsNotDelivered() throws {
        let trio = try GroupRulesTests.Trio()
        var conversation = try trio.conversation(0)
        var turn = GroupRulesTests.turn(trio.accounts[0])
        let record = conversation.appendRecord(
            id: String(repeating: "ab", count: 16), kind: .text, from: nil, text: "last",
            sentAt: 0, state: .queued)
        conversation.outgoing.append(record)
        try conversation.enqueue(record, &turn)
        let old = try #require(conversation.newestEpoch)
        // A month later, in another epoch, nobody has acknowledged it.
        conversation.channels[old + 1] = conversation.channels[old]
        conversation.channels[old + 1]?.stopSaying()
        var later = GroupRulesTests.turn(
            trio.accounts[0], at: Conversation.retentionMilliseconds + 1)
        let absent = conversation.expireChannels(&later)
        #expect(absent.count == 2)
        #expect(conversation.outgoing.isEmpty)
        let told = later.output.events.compactMap { event -> MessageRecord? in
            if case .message(let record) = event { record } else { nil }
        }
        #expect(told.contains { $0.text == "last" && $0.state == .undelivered })
        #expect(!told.contains { $0.state == .delivered })
        #expect(told.contains { $0.kind == .event })
    }
}
