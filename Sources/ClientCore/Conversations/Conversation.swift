import Crypto
import FoundationEssentials
import Wire

/// A conversation of two: who the other is, how far the introduction has come, the MLS group and
/// the channels that still carry something.
struct Conversation: Codable, Sendable {
    /// What an inviter keeps until its link is answered.
    struct OpenInvite: Codable, Sendable {
        var link: String
        var oneTimeKey: Data
        var expiresAt: UInt64
    }

    /// What an accepter keeps until its knock is answered.
    struct OpenKnock: Codable, Sendable {
        var link: String
        var ephemeralKey: Data
        var bundle: Data
        var isAnswered = false
    }

    /// The number of acknowledgements of finished streams that go on travelling.
    static let closedAcknowledgementLimit = 4

    let id: String
    var name: String
    /// Names of the other contacts; not stored.
    ///
    /// Nobody introduces itself under one of them.
    var takenNames: Set<String> = []
    /// The person chose the name; otherwise the peer's own may replace it.
    var isNamed: Bool
    var isVerified = false
    /// Position of this conversation's bit in the own bell.
    var bellPosition: UInt8
    var invite: OpenInvite?
    var knock: OpenKnock?
    /// Of the link that was accepted, so that nobody accepts it twice.
    var acceptedLinkSecret: Data?
    var peer: PeerSlot?
    var peerIdentityKey: Data?
    var group: PairGroup?
    /// By epoch; the introduction's is 0.
    var channels: [UInt64: Channel] = [:]
    /// Items of an epoch that wait until the sender's stream of the epoch before is complete.
    var held: [UInt64: [Data]] = [:]
    /// Epochs whose first item of the peer was processed.
    var startedEpochs: Set<UInt64> = []
    /// Where the peer's stream of an epoch ends, once it has said so.
    var peerStreamEnds: [UInt64: UInt64] = [:]
    var closedAcknowledgements: [ClosedAcknowledgement] = []
    /// Own messages that are not delivered.
    var outgoing: [MessageRecord] = []
    var lastSequence: UInt64 = 0
    var readSequence: UInt64 = 0
    /// Epochs in which something could not be read; the person was told.
    var unreadableEpochs: Set<UInt64> = []
    /// The peer has acknowledged what this account has not said: the vault is an older copy.
    var wasRestored = false
    /// Unix time in milliseconds of the last change of own keys.
    var keysChangedAt: Int64 = 0
    /// The last restoration of the account that this conversation has taken up.
    var takenRestoration: UInt32?

    /// The acknowledgement of a stream whose channel is closed here but maybe not there.
    struct ClosedAcknowledgement: Codable, Sendable {
        var leaf: UInt32
        var incarnation: UInt32
        var offset: UInt64
    }

    private enum CodingKeys: String, CodingKey {
        case id, name, isNamed, isVerified, bellPosition, invite, knock, acceptedLinkSecret, peer
        case peerIdentityKey, group, channels, held, startedEpochs, peerStreamEnds
        case closedAcknowledgements, outgoing, lastSequence, readSequence, unreadableEpochs
        case wasRestored, keysChangedAt, takenRestoration
    }

    init(id: String, name: String, isNamed: Bool, bellPosition: UInt8) {
        self.id = id
        self.name = name
        self.isNamed = isNamed
        self.bellPosition = bellPosition
    }

    var recordKey: RecordKey { RecordKey(.conversation, id) }

    var phase: ConversationSummary.Phase {
        if group != nil { return .active }
        if let knock { return knock.isAnswered ? .introducing : .knocking }
        return peer == nil ? .invited : .introducing
    }

    /// A link without a name leads to nobody yet: it is no contact.
    var isContact: Bool { peer != nil || isNamed }

    var summary: ConversationSummary {
        ConversationSummary(
            id: id, name: name, phase: phase, isVerified: isVerified,
            waitingCount: outgoing.count, lastSequence: lastSequence,
            readSequence: readSequence)
    }

    var heldByteCount: Int { held.values.joined().reduce(0) { $0 + $1.count } }

    /// The channel in which new things are said, and whose bell counts.
    var newestEpoch: UInt64? { channels.keys.max() }

    func change() throws -> RecordChange {
        .put(recordKey, value: Array(try JSONEncoder().encode(self)))
    }

    init(decoding bytes: [UInt8]) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(bytes))
    }

    // MARK: Thread

    mutating func appendRecord(
        id: String, kind: MessageRecord.Kind, from: String?, text: String, sentAt: Int64,
        state: MessageRecord.State
    ) -> MessageRecord {
        lastSequence += 1
        let isOwn = from == nil && kind != .event
        if isOwn, readSequence == lastSequence - 1 { readSequence = lastSequence }
        return MessageRecord(
            id: id, conversation: self.id, sequence: lastSequence, kind: kind, from: from,
            text: text, sentAt: sentAt, state: state, isRead: isOwn)
    }

    /// Sets the state of own messages; delivered ones are no longer kept here.
    mutating func setState(
        _ state: MessageRecord.State, of messages: [String]
    ) -> [MessageRecord] {
        var changed: [MessageRecord] = []
        for index in outgoing.indices where messages.contains(outgoing[index].id) {
            guard outgoing[index].state != state else { continue }
            outgoing[index].state = state
            changed.append(outgoing[index])
        }
        if state == .delivered { outgoing.removeAll { $0.state == .delivered } }
        return changed
    }

    // MARK: Channels

    /// Acknowledgements name the stream by its incarnation, since a finished stream is also
    /// acknowledged in the channels of later epochs.
    /// - Returns: delivered messages; nil if nothing changed.
    mutating func acknowledge(_ payload: CellPayload, from leaf: UInt32) -> [String]? {
        var delivered: [String]?
        for acknowledgement in payload.acknowledgements {
            for epoch in channels.keys {
                let messages = channels[epoch]?.acknowledge(acknowledgement, from: leaf)
                if let messages { delivered = (delivered ?? []) + messages }
            }
        }
        return delivered
    }

    /// Drops channels that both sides are done with.
    mutating func closeFinishedChannels() -> Bool {
        guard let newest = newestEpoch else { return false }
        var closed = false
        for epoch in channels.keys.sorted() where epoch < newest {
            guard let channel = channels[epoch], !channel.outgoing.hasUnacknowledged,
                isPeerStreamComplete(epoch)
            else { continue }
            for (leaf, member) in channel.members {
                guard let incarnation = member.stream.incarnation else { continue }
                closedAcknowledgements.append(
                    ClosedAcknowledgement(
                        leaf: leaf, incarnation: incarnation, offset: member.stream.next))
            }
            closedAcknowledgements = closedAcknowledgements.suffix(
                Self.closedAcknowledgementLimit)
            channels[epoch] = nil
            held[epoch] = nil
            peerStreamEnds[epoch] = nil
            closed = true
        }
        return closed
    }

    /// Everything that the peer will ever say in an epoch has arrived.
    func isPeerStreamComplete(_ epoch: UInt64) -> Bool {
        guard let end = peerStreamEnds[epoch] else { return false }
        guard let channel = channels[epoch] else { return true }
        return channel.members.values.allSatisfy { $0.stream.next >= end }
    }

    /// Opens the channel of the group's epoch; its first item tells where the stream of the epoch
    /// before ended, so that nobody takes a later message for the next one.
    mutating func openEpochChannel(random: inout RandomSource) throws {
        guard var group, let peer else { return }
        let peerLeaf = 1 - group.ownLeaf
        var channel = Channel(
            secret: try group.channelSecret(), ownLeaf: group.ownLeaf,
            members: [
                peerLeaf: Channel.Member(slot: peer.slot, generation: peer.generation)
            ],
            incarnation: UInt32.random(in: 1...UInt32.max, using: &random))
        let previousEnd = newestEpoch.flatMap { channels[$0] }?.outgoing.end ?? 0
        channel.enqueue(try group.encrypt(.epochStart(previousEnd: previousEnd)))
        channels[group.epoch] = channel
        self.group = group
    }

    /// Encrypts a message for the newest epoch and queues it in its stream.
    mutating func enqueue(_ message: MessageRecord) throws {
        guard var group, let id = try? Hexadecimal.decode(message.id) else { return }
        let encrypted = try group.encrypt(
            message.kind == .left
                ? .left(id: id, sentAt: message.sentAt)
                : .text(id: id, sentAt: message.sentAt, text: message.text))
        channels[group.epoch]?.enqueue(encrypted, message: message.id)
        self.group = group
    }
}
