import Crypto
import FoundationEssentials
import Wire

/// A conversation with a contact, or in a group: who takes part, how far its beginning has come,
/// the MLS group and the channels that still carry something.
struct Conversation: Sendable {
    /// What an inviter keeps until its link is answered.
    struct OpenInvite: Codable, Sendable {
        var link: String
        var oneTimeKey: Data
        var expiresAt: UInt64
        /// The conversation of a group that who accepts is added to.
        var group: String?
        /// Everybody who has the link may ask to be let in.
        var isReusable: Bool?
        /// Slots that were sent away.
        var refused: [PeerSlot]?
    }

    /// What an accepter keeps until its knock is answered.
    struct OpenKnock: Codable, Sendable {
        var link: String
        var ephemeralKey: Data
        var bundle: Data
        var isAnswered = false
    }

    let id: String
    var name: String
    /// The person chose the name; otherwise the peer's own may replace it.
    var isNamed: Bool
    var isVerified = false
    /// Position of this conversation's bit in the own bell.
    var bellPosition: UInt8
    var invite: OpenInvite?
    var knock: OpenKnock?
    /// The group's conversation to which the contact is added once it can be talked to.
    var groupToJoin: String?
    /// Of the link that was accepted, so that nobody accepts it twice.
    var acceptedLinkSecret: Data?
    var peer: PeerSlot?
    var peerIdentityKey: Data?
    /// Of a conversation with a contact, from the end of the introduction on.
    var pair: PairGroup?
    /// Of a group's conversation.
    var membership: Membership?
    /// By epoch; a contact's introduction is 0.
    var channels: [UInt64: Channel] = [:]
    /// Items that wait until their author's streams of earlier channels are complete.
    var held: [HeldItems] = []
    /// Own messages that are not delivered.
    var outgoing: [MessageRecord] = []
    var lastSequence: UInt64 = 0
    var readSequence: UInt64 = 0
    /// Identifiers of others' newest messages: none is taken twice when it is sent again.
    var recentMessages: [String] = []
    /// Epochs in which something could not be read; the person was told.
    var unreadableEpochs: Set<UInt64> = []
    /// The peer has acknowledged what this account has not said: the vault is an older copy.
    var wasRestored = false
    /// Unix time in milliseconds of the last change of own keys.
    var keysChangedAt: Int64 = 0
    /// The last restoration of the account that this conversation has taken up.
    var takenRestoration: UInt32?
    var extras = ConversationExtras()
    /// What disappears; stored apart.
    var expiring = ExpiryBook()
    /// The newest state of the MLS group that is in the vault; not stored.
    var storedGroupRevision: UInt64?

    /// Of one author and channel, in order.
    struct HeldItems: Codable, Sendable {
        var channel: UInt64
        var leaf: UInt32
        var place: PeerSlot
        var items: [Data]

        /// What an item takes beside its bytes.
        static let itemOverhead = 64

        var byteCount: Int { items.reduce(0) { $0 + $1.count + Self.itemOverhead } }
    }

    init(id: String, name: String, isNamed: Bool, bellPosition: UInt8) {
        self.id = id
        self.name = name
        self.isNamed = isNamed
        self.bellPosition = bellPosition
    }

    var phase: ConversationSummary.Phase {
        if let membership {
            return switch membership.standing {
            case .joining: .joining
            case .member: .active
            case .leaving, .left: .left
            }
        }
        if pair != nil { return extras.isGone == true ? .gone : .active }
        if let knock { return knock.isAnswered ? .introducing : .knocking }
        return peer == nil ? .invited : .introducing
    }

    /// - Throws: if nothing that is said here reaches anybody any more.
    func checkThatSomebodyReads() throws(CommandError) {
        switch phase {
        case .left: throw .notInGroup
        case .gone: throw .contactGone
        default: break
        }
    }

    var isGroup: Bool { membership != nil }

    /// A link without a name leads to nobody yet: it is no contact.
    var isListed: Bool {
        (peer != nil || isNamed || isGroup) && extras.request == nil && !isForgotten
    }

    var summary: ConversationSummary {
        ConversationSummary(
            id: id, name: name, phase: phase, isVerified: isVerified, isGroup: isGroup,
            memberCount: membership?.memberCount ?? 2, waitingCount: outgoing.count,
            heldBackCount: channels.values.reduce(0) { $0 + $1.outgoing.heldBackCount },
            lastSequence: lastSequence, readSequence: readSequence, settings: settings)
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

    mutating func event(_ text: String, _ turn: inout Turn) {
        turn.output.record(
            appendRecord(
                id: "event-\(id)-\(lastSequence + 1)", kind: .event, from: nil, text: text,
                sentAt: turn.now, state: .received))
    }

    /// Sets the state of own messages; those that are through are no longer kept here.
    mutating func setState(
        _ state: MessageRecord.State, of messages: [String]
    ) -> [MessageRecord] {
        var changed: [MessageRecord] = []
        for index in outgoing.indices where messages.contains(outgoing[index].id) {
            guard outgoing[index].state != state else { continue }
            outgoing[index].state = state
            changed.append(outgoing[index])
        }
        if state == .delivered || state == .undelivered {
            outgoing.removeAll { $0.state == state }
        }
        return changed
    }

    /// Everybody who was waited for has these messages, unless they are said elsewhere too.
    mutating func deliver(_ completed: [String], _ turn: inout Turn) {
        guard !completed.isEmpty else { return }
        let waiting = channels.values.reduce(into: Set<String>()) {
            $0.formUnion($1.outgoing.messages)
        }
        let messages = completed.filter { !waiting.contains($0) }
        forgetRemarks(messages)
        for record in setState(.delivered, of: messages) { turn.output.record(record) }
    }

    /// Encrypts a message for the newest epoch and queues it in its stream.
    mutating func enqueue(_ message: MessageRecord, _ turn: inout Turn) throws {
        guard let id = try? Hexadecimal.decode(message.id) else { return }
        switch message.kind {
        case .left: try say(.left(id: id, sentAt: message.sentAt), message: message.id, &turn)
        case .file: try offer(message, &turn)
        default:
            let rich = message.richText
            try say(
                rich.isPlain
                    ? .text(id: id, sentAt: message.sentAt, text: message.text)
                    : .rich(id: id, sentAt: message.sentAt, rich),
                message: message.id, &turn)
        }
        noteUnsettled(message)
    }

    /// Says something in the newest epoch; nothing before the introduction is complete.
    /// - Parameter message: the thread's message that it is.
    mutating func say(
        _ content: MessageContent, message: String? = nil, _ turn: inout Turn
    ) throws {
        try say(encoded: content.encoded, message: message, &turn)
    }

    mutating func say(
        encoded content: [UInt8], message: String?, _ turn: inout Turn
    ) throws {
        guard let encrypted = try encrypt(content), let epoch = newestEpoch else { return }
        channels[epoch]?.enqueue(StreamItem.message(encrypted).encoded, message: message)
        // Nobody else is here.
        if let message, channels[epoch]?.members.isEmpty == true { deliver([message], &turn) }
    }

    private mutating func encrypt(_ content: [UInt8]) throws -> [UInt8]? {
        if pair != nil { return try pair?.encrypt(content) }
        guard membership?.standing == .member else { return nil }
        return try membership?.group?.encrypt(content)
    }

    // MARK: Cells

    func seal(
        _ payload: CellPayload, in epoch: UInt64, _ channel: Channel, _ account: Account,
        at place: CellKey.Place
    ) throws -> [UInt8] {
        var bytes = payload.encoded
        if channel.isSigned {
            bytes = try SignedPayload.sign(
                bytes, identityKey: account.identityKey, channel: epoch,
                group: Array(membership?.groupID ?? Data()), place: place)
        }
        return try channel.key(of: channel.ownLeaf).seal(bytes, at: place)
    }
}
