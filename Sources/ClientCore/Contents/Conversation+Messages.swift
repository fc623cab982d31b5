import FoundationEssentials
import Wire

/// Messages of the thread that are there already.
extension Conversation {
    /// The message at a place; nil if there is none any more.
    func message(at sequence: UInt64, _ turn: Turn) -> MessageRecord? {
        if let own = outgoing.first(where: { $0.sequence == sequence }) { return own }
        guard let bytes = turn.value(MessageRecord.recordKey(id, sequence)) else { return nil }
        return try? MessageRecord(decoding: bytes)
    }

    /// The message that a reference names, if it is here.
    func message(_ reference: MessageReference, _ turn: Turn) -> MessageRecord? {
        let entries = MessageIndex.entries(
            turn.value(MessageIndex.key(id, reference.id)) ?? [])
        let entry =
            entries.first { $0.0 == reference.author }
            ?? entries.first { $0.0 == MessageIndex.unknownAuthor }
        return entry.flatMap { message(at: $0.1, turn) }
    }

    /// How a message is named in what is said about it.
    func reference(to message: MessageRecord, _ turn: Turn) -> MessageReference? {
        if let author = message.author { return MessageReference(author: author, id: message.id) }
        guard message.kind != .event else { return nil }
        if message.from == nil {
            return MessageReference(author: turn.account.identityTag, id: message.id)
        }
        // Of an earlier version: in a conversation of two nobody else can have written it.
        guard !isGroup, let peerIdentityKey else { return nil }
        return MessageReference(
            author: IdentityTag(identityKey: peerIdentityKey), id: message.id)
    }

    /// Changes a message that is there.
    mutating func amend(
        _ message: MessageRecord, _ turn: inout Turn, _ body: (inout MessageRecord) -> Void
    ) {
        var changed = message
        body(&changed)
        guard changed != message else { return }
        if let index = outgoing.firstIndex(where: { $0.sequence == message.sequence }) {
            outgoing[index] = changed
        }
        forgetUnsettled(message, replacement: changed)
        turn.output.record(changed)
    }

    /// Takes a message out of the vault, with its file and all that leads to it.
    mutating func remove(_ message: MessageRecord, _ turn: inout Turn) {
        if message.file != nil { abandonTransfer(of: message, &turn) }
        outgoing.removeAll { $0.sequence == message.sequence }
        forgetUnsettled(message)
        expiring.remove(message.sequence)
        turn.output.changes.append(.delete(message.recordKey))
        let earlier = turn.value(MessageIndex.key(id, message.id))
        if let change = MessageIndex.removing(message, from: earlier) {
            turn.output.changes.append(change)
        }
        for key in message.file?.partKeys(in: id) ?? [] { turn.output.changes.append(.delete(key)) }
        turn.output.events.append(
            .notice(
                .removed(conversation: id, sequence: message.sequence, id: message.id)))
    }

    /// Adds a message to the thread.
    /// - Returns: the message as it was stored.
    @discardableResult
    mutating func add(_ new: MessageRecord, _ turn: inout Turn) -> MessageRecord {
        var message = new
        if let lifetime = message.lifetime {
            message.disappearsAt = expect(message, lifetime, turn)
        }
        turn.output.record(
            new: message, earlier: turn.value(MessageIndex.key(id, message.id)))
        return message
    }

    // MARK: Remarks

    /// Says something that is no message of the thread; it waits until everybody has it.
    mutating func remark(_ remark: Remark, _ turn: inout Turn) throws {
        let id = turn.random.bytes(MessageContent.idByteCount)
        let content = MessageContent.remark(id: id, sentAt: turn.now, remark).encoded
        let waiting = ConversationExtras.WaitingRemark(
            id: Hexadecimal.encode(id), content: Data(content))
        extras.remarks = (extras.remarks ?? []) + [waiting]
        try say(encoded: content, message: waiting.id, &turn)
    }

    /// Says again what waits for a channel, or was said in one that is undone.
    mutating func sayRemarks(_ turn: inout Turn, where isWanted: (String) -> Bool = { _ in true })
        throws
    {
        for remark in extras.remarks ?? [] where isWanted(remark.id) {
            try say(encoded: Array(remark.content), message: remark.id, &turn)
        }
    }

    mutating func forgetRemarks(_ delivered: [String]) {
        guard extras.remarks != nil else { return }
        extras.remarks?.removeAll { delivered.contains($0.id) }
        if extras.remarks?.isEmpty == true { extras.remarks = nil }
    }
}
