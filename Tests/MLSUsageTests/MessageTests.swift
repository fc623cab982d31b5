import MLS
import Testing

/// Application messages, windows and storage, through the public API.
@Suite("Messages through the public API")
struct MessageTests {
    /// Requires that a group decrypts a message to this.
    private static func expect(
        _ data: [UInt8], from message: [UInt8], by group: inout Group,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        guard case .application(let opened) = try group.process(message) else {
            Issue.record("not an application message", sourceLocation: sourceLocation)
            return
        }
        #expect(opened.data == data, sourceLocation: sourceLocation)
    }

    @Test("Padding hides the length; authenticated data is seen")
    func padding() throws {
        var party = try Party(2)
        let sizes = try [64, 90, 100].map { count in
            try party.members[0].encrypt(
                [UInt8](repeating: 1, count: count), paddingByteCount: 100 - count
            ).count
        }
        #expect(Set(sizes).count == 1)
        let sealed = try party.members[0].encrypt([1], authenticatedData: [2, 3])
        guard case .application(let message) = try party.members[1].process(sealed) else {
            Issue.record("not an application message")
            return
        }
        #expect(message.authenticatedData == [2, 3])
        party.members[0].configuration.handshakePaddingByteCount = 300
        let padded = try party.members[0].proposeUpdate()
        party.members[0].configuration.handshakePaddingByteCount = 0
        let plain = try party.members[0].proposeUpdate()
        #expect((300...302).contains(padded.count - plain.count))
    }

    @Test("Handshake messages in public and in private frames")
    func frames() throws {
        for format in [WireFormat.publicMessage, .privateMessage] {
            var party = try Party(3)
            for index in party.members.indices {
                party.members[index].configuration.handshakeWireFormat = format
            }
            let proposal = try party.members[1].proposeUpdate()
            #expect(try MLSMessage(encoded: proposal).wireFormat == format)
            try party.deliver(proposal, from: 1)
            let made = try party.commit(0)
            #expect(try MLSMessage(encoded: made.commit).wireFormat == format)
            try party.requireAgreement()
        }
    }

    @Test("Messages out of order, within the window and beyond it")
    func outOfOrder() throws {
        var party = try Party(2)
        party.members[1].configuration.outOfOrderTolerance = 3
        party.members[1].configuration.maximumForwardDistance = 10
        let sealed = try (0..<30).map { try party.members[0].encrypt([UInt8($0)]) }
        try Self.expect([6], from: sealed[6], by: &party.members[1])
        // Of the six keys skipped three are kept.
        for number in [3, 4, 5] {
            try Self.expect([UInt8(number)], from: sealed[number], by: &party.members[1])
        }
        for number in [0, 1, 2, 3, 6] {
            expectFailure(.generationConsumed, &party.members[1]) {
                _ = try $0.process(sealed[number])
            }
        }
        expectFailure(.generationTooFarAhead, &party.members[1]) { _ = try $0.process(sealed[29]) }
        try Self.expect([7], from: sealed[7], by: &party.members[1])
    }

    @Test("Messages of past epochs decrypt as long as the window reaches")
    func pastEpochs() throws {
        var configuration = GroupConfiguration()
        configuration.pastEpochCount = 2
        var party = try Party(2, configuration: configuration)
        var sealed: [[UInt8]] = []
        for number in 0..<4 {
            sealed.append(try party.members[0].encrypt([UInt8(number)]))
            try party.commit(0)
        }
        for number in [2, 3] {
            try Self.expect([UInt8(number)], from: sealed[number], by: &party.members[1])
            expectFailure(.generationConsumed, &party.members[1]) {
                _ = try $0.process(sealed[number])
            }
        }
        expectFailure(.wrongEpoch, &party.members[1]) { _ = try $0.process(sealed[1]) }
        // With no past epochs kept, nothing of an ended epoch remains.
        party.members[1].configuration.pastEpochCount = 0
        let late = try party.members[0].encrypt([9])
        try party.commit(0)
        expectFailure(.wrongEpoch, &party.members[1]) { _ = try $0.process(late) }
    }

    /// Keeps what was saved, and fails when told to.
    fileprivate struct Recorder: GroupStorage {
        struct Full: Error {}
        var saved: [[UInt8]] = []
        var isFull = false

        mutating func save(_ state: [UInt8], groupID: [UInt8]) throws {
            if isFull { throw Full() }
            saved = [state]
        }

        func load(groupID: [UInt8]) -> [UInt8]? { saved.first }

        mutating func erase(groupID: [UInt8]) { saved = [] }
    }

    @Test("The stored state has no key of a message that was released")
    func storage() throws {
        var party = try Party(2)
        var stored = try StoredGroup(party.members[1], in: Recorder())
        let first = try party.members[0].encrypt([1])
        let second = try party.members[0].encrypt([2])
        guard case .application(let message) = try stored.process(first) else {
            Issue.record("not an application message")
            return
        }
        #expect(message.data == [1])
        var thief = try Group(serialised: stored.storage.saved[0])
        #expect(throws: MLSError(.generationConsumed)) { try thief.process(first) }
        try Self.expect([2], from: second, by: &thief)
        let restored = try #require(try StoredGroup(loading: [7], from: stored.storage))
        #expect(restored.group.serialise() == stored.group.serialise())
        // What cannot be stored did not happen.
        let before = stored.group.serialise()
        try stored.setFull()
        #expect(throws: Recorder.Full.self) { try stored.process(second) }
        #expect(throws: Recorder.Full.self) { try stored.encrypt([1]) }
        #expect(stored.group.serialise() == before)
    }
}

extension StoredGroup where Storage == MessageTests.Recorder {
    /// From now on nothing is stored.
    fileprivate mutating func setFull() throws {
        var storage = storage
        storage.isFull = true
        guard let full = try StoredGroup(loading: group.groupID, from: storage) else { return }
        self = full
    }
}
