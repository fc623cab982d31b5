import FoundationEssentials
import Wire

/// What a person can do with messages.
extension ClientEngine {
    /// A text that is to be sent, with what belongs to it.
    package struct Draft: Sendable {
        package var text: String
        /// The place of the message that it answers.
        package var replyTo: UInt64?
        package var isForwarded = false
        /// Members that the text speaks to, each as `@NAME` in it: see ``GroupMemberSummary/id``,
        /// or in a conversation of two the conversation's identifier.
        package var mentions: [String] = []

        package init(text: String) { self.text = text }
    }

    /// Queues a text.
    package mutating func send(
        _ draft: Draft, to id: String, at now: Int64
    ) throws(CommandError) -> (message: MessageRecord, output: ClientOutput) {
        guard !draft.text.isEmpty else { throw .emptyText }
        guard draft.text.utf8.count <= Self.textLimit else {
            throw .textTooLong(limit: Self.textLimit)
        }
        var rich = try richText(draft, in: id, at: now)
        rich.lifetime = try conversation(id).extras.lifetime
        return try say(rich, kind: .text, file: nil, parts: [], in: id, at: now)
    }

    /// Adds an own message to the thread and says it.
    /// - Parameter parts: of the file, in order.
    mutating func say(
        _ rich: RichText, kind: MessageRecord.Kind, file: FileRecord?, parts: [[UInt8]],
        in id: String, at now: Int64
    ) throws(CommandError) -> (message: MessageRecord, output: ClientOutput) {
        var conversation = try conversation(id)
        try conversation.checkThatSomebodyReads()
        guard conversation.extras.isBlocked != true else { throw .blocked }
        var turn = turn(at: now)
        var message = conversation.appendRecord(
            id: Hexadecimal.encode(turn.random.bytes(MessageContent.idByteCount)), kind: kind,
            from: nil, text: rich.text, sentAt: now, state: .queued)
        message.take(rich)
        message.author = account.identityTag
        message.receivedAt = now
        message.file = file
        message = conversation.add(message, &turn)
        for (number, part) in parts.enumerated() {
            guard let file else { break }
            turn.output.changes.append(.put(file.partKey(number, in: id), value: part))
        }
        conversation.outgoing.append(message)
        renewKeys(&conversation, &turn)
        if (try? conversation.enqueue(message, &turn)) == nil { throw .cannotEncrypt }
        // Nobody else is there: it is delivered already.
        let stored = conversation.message(at: message.sequence, turn) ?? message
        return (stored, try keep(conversation, turn, at: now))
    }

    private func renewKeys(_ conversation: inout Conversation, _ turn: inout Turn) {
        var (changed, changedTurn) = (conversation, turn)
        let isChanged: ()? =
            conversation.isGroup
            ? try? changed.changeGroupKeysIfDue(&changedTurn)
            : try? changed.changePairKeysIfDue(&changedTurn)
        if isChanged != nil { (conversation, turn) = (changed, changedTurn) }
    }

    func richText(
        _ draft: Draft, in id: String, at now: Int64
    ) throws(CommandError) -> RichText {
        let conversation = try conversation(id)
        var rich = RichText(text: draft.text)
        rich.isForwarded = draft.isForwarded
        if let sequence = draft.replyTo {
            let turn = turn(at: now)
            guard let original = conversation.message(at: sequence, turn),
                let reference = conversation.reference(to: original, turn)
            else { throw .noSuchMessage }
            rich.quotation = RichText.Quotation(
                reference: reference, excerpt: RichText.excerpt(original.text))
        }
        rich.mentions = try mentions(draft, in: conversation)
        return rich
    }

    private func mentions(
        _ draft: Draft, in conversation: Conversation
    ) throws(CommandError) -> [Mention] {
        var mentions: [Mention] = []
        for member in draft.mentions {
            guard mentions.count < RichText.mentionLimit else { break }
            let named = try mentioned(member, in: conversation)
            guard let range = Self.place(of: named.names, in: draft.text) else {
                throw .mentionNotInText
            }
            mentions.append(
                Mention(
                    member: named.tag, start: UInt32(range.lowerBound), count: UInt32(range.count)))
        }
        return mentions
    }

    private func mentioned(
        _ member: String, in conversation: Conversation
    ) throws(CommandError) -> (tag: IdentityTag, names: [String]) {
        if conversation.isGroup {
            guard let found = try groupMembers(conversation.id).first(where: { $0.id == member }),
                let key = try? Hexadecimal.decode(member), key.count == 32
            else { throw .noSuchMember }
            let bare = found.name.hasPrefix("~") ? String(found.name.dropFirst()) : found.name
            return (IdentityTag(identityKey: key), [found.name, bare])
        }
        guard member == conversation.id, let key = conversation.peerIdentityKey else {
            throw .noSuchMember
        }
        return (IdentityTag(identityKey: key), [conversation.name])
    }

    /// Unicode scalars of `@NAME` in a text.
    private static func place(of names: [String], in text: String) -> Range<Int>? {
        let scalars = Array(text.unicodeScalars)
        for name in names {
            let wanted = Array(("@" + name).unicodeScalars)
            guard scalars.count >= wanted.count else { continue }
            for start in 0...scalars.count - wanted.count
            where scalars[start..<start + wanted.count].elementsEqual(wanted) {
                return start..<start + wanted.count
            }
        }
        return nil
    }

    // MARK: Messages that are there

    /// - Parameter emoji: empty to take the reaction back.
    package mutating func react(
        _ emoji: String, to sequence: UInt64, in id: String, at now: Int64
    ) throws(CommandError) -> ClientOutput {
        guard emoji.isEmpty || Emoji.isOne(emoji) else { throw .notAnEmoji }
        let own = account.identityTag
        return try about(sequence, in: id, at: now) { conversation, message, reference, turn in
            conversation.amend(message, &turn) { $0.react(emoji, by: own, from: nil) }
            try conversation.remark(.reaction(reference, emoji: emoji), &turn)
        }
    }

    /// Changes the text of an own message of the last 24 hours.
    package mutating func edit(
        _ sequence: UInt64, in id: String, to text: String, mentions: [String] = [],
        at now: Int64
    ) throws(CommandError) -> ClientOutput {
        guard !text.isEmpty else { throw .emptyText }
        guard text.utf8.count <= Self.textLimit else { throw .textTooLong(limit: Self.textLimit) }
        var draft = Draft(text: text)
        draft.mentions = mentions
        let rich = try richText(draft, in: id, at: now)
        let message = try own(sequence, in: id, at: now)
        guard now - message.sentAt <= Conversation.editMilliseconds else { throw .tooLateToEdit }
        return try about(sequence, in: id, at: now) { conversation, message, reference, turn in
            conversation.amend(message, &turn) { $0.edit(rich, at: now) }
            try conversation.remark(.edit(reference, rich), &turn)
        }
    }

    /// Takes an own message back: here and at everybody who has it.
    package mutating func deleteForEveryone(
        _ sequence: UInt64, in id: String, at now: Int64
    ) throws(CommandError) -> ClientOutput {
        _ = try own(sequence, in: id, at: now)
        return try about(sequence, in: id, at: now) { conversation, message, reference, turn in
            conversation.erase(message, &turn)
            try conversation.remark(.deletion(reference), &turn)
        }
    }

    /// Takes a message out of this vault.
    package mutating func deleteForMe(
        _ sequence: UInt64, in id: String, at now: Int64
    ) throws(CommandError) -> ClientOutput {
        try changing(sequence, in: id, at: now) { conversation, message, turn in
            conversation.remove(message, &turn)
        }
    }

    /// Keeps a message at hand, here alone.
    package mutating func pin(
        _ isPinned: Bool, message sequence: UInt64, in id: String, at now: Int64
    ) throws(CommandError) -> ClientOutput {
        try changing(sequence, in: id, at: now) { conversation, message, turn in
            conversation.amend(message, &turn) { $0.isPinned = isPinned ? true : nil }
        }
    }

    // MARK: Inside

    func message(
        _ sequence: UInt64, in id: String, at now: Int64
    ) throws(CommandError) -> MessageRecord {
        guard let message = try conversation(id).message(at: sequence, turn(at: now)) else {
            throw .noSuchMessage
        }
        return message
    }

    private func own(
        _ sequence: UInt64, in id: String, at now: Int64
    ) throws(CommandError) -> MessageRecord {
        let message = try message(sequence, in: id, at: now)
        guard message.from == nil, message.kind == .text || message.kind == .file,
            message.isImported != true
        else { throw .notYourMessage }
        guard message.isDeleted != true else { throw .noSuchMessage }
        return message
    }

    /// Says something about a message.
    private mutating func about(
        _ sequence: UInt64, in id: String, at now: Int64,
        _ body: (inout Conversation, MessageRecord, MessageReference, inout Turn) throws -> Void
    ) throws(CommandError) -> ClientOutput {
        let conversation = try conversation(id)
        try conversation.checkThatSomebodyReads()
        guard conversation.extras.isBlocked != true else { throw .blocked }
        let message = try message(sequence, in: id, at: now)
        guard message.isDeleted != true, message.kind != .event,
            let reference = conversation.reference(to: message, turn(at: now))
        else { throw .noSuchMessage }
        return try changing(sequence, in: id, at: now) { conversation, message, turn in
            try body(&conversation, message, reference, &turn)
        }
    }

    mutating func changing(
        _ sequence: UInt64, in id: String, at now: Int64,
        _ body: (inout Conversation, MessageRecord, inout Turn) throws -> Void
    ) throws(CommandError) -> ClientOutput {
        var conversation = try conversation(id)
        let message = try message(sequence, in: id, at: now)
        var turn = turn(at: now)
        do {
            try body(&conversation, message, &turn)
        } catch let error as CommandError {
            throw error
        } catch {
            throw .cannotEncrypt
        }
        return try keep(conversation, turn, at: now)
    }
}
