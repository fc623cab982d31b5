import Crypto
import FoundationEssentials
import Wire

/// What others say about messages and about the conversation.
extension Conversation {
    /// Who says something, as far as this account knows.
    struct Speaker: Codable, Sendable {
        /// As the thread shows it.
        var name: String
        /// Nil if the member's key is not known any more.
        var tag: IdentityTag?
        /// Where it speaks: the epoch, its leaf and its slot there.
        var epoch: UInt64
        var leaf: UInt32
        var place: PeerSlot?
    }

    /// Time in which an author may change a message, by the clock of who reads it.
    static let editMilliseconds: Int64 = 24 * 3_600_000

    mutating func take(
        _ remark: Remark, id: [UInt8], sentAt: Int64, from speaker: Speaker, _ turn: inout Turn
    ) {
        guard !isKnown(id, of: speaker, turn) else { return }
        switch remark {
        case .reaction(let reference, let emoji):
            takeReaction(reference, emoji, from: speaker, &turn)
        case .edit(let reference, let text):
            takeEdit(reference, text, id: id, sentAt: sentAt, from: speaker, &turn)
        case .deletion(let reference): takeDeletion(reference, from: speaker, &turn)
        case .receipt(let references): takeReceipt(references, from: speaker, &turn)
        case .lifetime(let lifetime): takeLifetime(lifetime, from: speaker, &turn)
        case .profile(let name, let picture):
            if !isGroup { takeProfile(name, picture, &turn) }
        case .fileCancelled(let reference):
            takeCancellation(reference, from: speaker, &turn)
        }
    }

    /// Whether this was taken up before; from now on it was.
    ///
    /// The last ones by a list, messages that are still there by their place in the vault's index.
    mutating func isKnown(_ id: [UInt8], of speaker: Speaker, _ turn: Turn) -> Bool {
        // Names change, slots do not.
        let place = isGroup ? speaker.place.map { "\($0.slot)" } ?? speaker.name : ""
        let key = place + "/" + Hexadecimal.encode(id)
        guard !recentMessages.contains(key) else { return true }
        recentMessages.append(key)
        if recentMessages.count > Self.recentMessageLimit { recentMessages.removeFirst() }
        let index = MessageIndex.key(self.id, Hexadecimal.encode(id))
        let author = speaker.tag ?? MessageIndex.unknownAuthor
        return MessageIndex.entries(turn.value(index) ?? []).contains { $0.0 == author }
    }

    // MARK: About messages

    private mutating func takeReaction(
        _ reference: MessageReference, _ emoji: String, from speaker: Speaker,
        _ turn: inout Turn
    ) {
        guard let tag = speaker.tag else { return }
        guard let message = message(reference, turn) else {
            // In a conversation of two nothing is said of what is yet to come.
            guard isGroup else { return }
            return keepEarly(
                EarlyReaction(
                    reference: reference, emoji: emoji, author: tag, from: speaker.name))
        }
        guard message.isDeleted != true else { return }
        amend(message, &turn) { $0.react(emoji, by: tag, from: speaker.name) }
    }

    /// A message of the same author, not too long after it came here: what comes later is shown
    /// beside it and changes nothing.
    private mutating func takeEdit(
        _ reference: MessageReference, _ text: RichText, id: [UInt8], sentAt: Int64,
        from speaker: Speaker, _ turn: inout Turn
    ) {
        guard let tag = speaker.tag, reference.author == tag else {
            return event("\(speaker.name) tried to change somebody else's message", &turn)
        }
        let original = message(reference, turn)
        guard original?.isDeleted != true else { return }
        if let original, original.author == tag,
            turn.now - (original.receivedAt ?? .min / 2) <= Self.editMilliseconds
        {
            let now = turn.now
            return amend(original, &turn) { $0.edit(text, at: now) }
        }
        var late = text
        late.quotation = RichText.Quotation(reference: reference, excerpt: "")
        append(
            late, id: Hexadecimal.encode(id), kind: .text, sentAt: sentAt, from: speaker,
            &turn)
    }

    private mutating func takeDeletion(
        _ reference: MessageReference, from speaker: Speaker, _ turn: inout Turn
    ) {
        guard let tag = speaker.tag, reference.author == tag else {
            return event("\(speaker.name) tried to delete somebody else's message", &turn)
        }
        guard let message = message(reference, turn) else { return }
        // In a conversation of two an earlier version's message can be nobody else's.
        guard message.author == tag || (message.author == nil && !isGroup && message.from != nil)
        else { return }
        erase(message, &turn)
    }

    /// Leaves of a message that it was there.
    mutating func erase(_ message: MessageRecord, _ turn: inout Turn) {
        guard message.isDeleted != true else { return }
        if let file = message.file {
            dropTransfer(of: message.sequence)
            for key in file.partKeys(in: id) { turn.output.changes.append(.delete(key)) }
        }
        amend(message, &turn) { $0.erase() }
    }

    // MARK: About the conversation

    private mutating func takeReceipt(
        _ references: [MessageReference], from speaker: Speaker, _ turn: inout Turn
    ) {
        guard let tag = speaker.tag else { return }
        for reference in references where reference.author == turn.account.identityTag {
            guard let message = message(reference, turn), message.from == nil else { continue }
            var reads = extras.reads ?? []
            if let index = reads.firstIndex(where: { $0.reader == tag }) {
                reads[index].sequence = max(reads[index].sequence, message.sequence)
            } else {
                reads.append(ReadMark(reader: tag, name: speaker.name, sequence: message.sequence))
            }
            extras.reads = reads
        }
    }

    private mutating func takeLifetime(
        _ lifetime: Lifetime?, from speaker: Speaker, _ turn: inout Turn
    ) {
        guard lifetime != extras.lifetime else { return }
        extras.lifetime = lifetime
        event(Self.text(lifetime, by: speaker.name), &turn)
    }

    static func text(_ lifetime: Lifetime?, by name: String) -> String {
        guard let lifetime else { return "\(name) set messages to stay" }
        return "\(name) set messages to disappear \(duration(lifetime.seconds)) after "
            + (lifetime.start == .reading ? "reading" : "sending")
    }

    private static func duration(_ seconds: UInt32) -> String {
        let units: [(UInt32, String)] = [
            (604_800, "week"), (86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"),
        ]
        let (length, unit) = units.first { seconds % $0.0 == 0 } ?? (1, "second")
        let count = seconds / length
        return "\(count) \(unit)\(count == 1 ? "" : "s")"
    }

    private mutating func takeProfile(_ name: String, _ picture: [UInt8], _ turn: inout Turn) {
        if let checked = ContactName.checked(name), checked != extras.peerName {
            extras.peerName = checked
            let before = self.name
            let shown = turn.directory.unused(checked, except: before)
            if !isNamed, shown != before {
                self.name = shown
                event("\(before) now goes by \(shown)", &turn)
            }
        }
        let key = Self.pictureKey(id)
        guard !picture.isEmpty else {
            if extras.hasPicture == true { turn.output.changes.append(.delete(key)) }
            extras.hasPicture = nil
            extras.pictureTag = nil
            return
        }
        // What shows it decodes it: nothing but a small picture of a known kind is kept.
        guard let header = ImageHeader(picture), max(header.width, header.height) <= 512 else {
            return
        }
        turn.output.changes.append(.put(key, value: picture))
        extras.hasPicture = true
        extras.pictureTag = Hexadecimal.encode(SHA256.hash(data: picture).prefix(8))
    }

    static func pictureKey(_ conversation: String) -> RecordKey {
        RecordKey(.part, conversation + "/picture")
    }
}

extension MessageRecord {
    /// One reaction of each; an empty one takes it back.
    mutating func react(_ emoji: String, by author: IdentityTag, from name: String?) {
        var all = (reactions ?? []).filter { $0.author != author }
        if !emoji.isEmpty { all.append(Reaction(author: author, from: name, emoji: emoji)) }
        reactions = all.isEmpty ? nil : all
    }

    /// The words change; what it answers and how long it lasts does not.
    mutating func edit(_ rich: RichText, at now: Int64) {
        text = rich.text
        mentions = rich.mentions.isEmpty ? nil : rich.mentions
        editedAt = now
    }
}
