package import ClientCore

/// A message as the API and `read --json` show it.
package struct MessageBody: Codable, Sendable, Equatable {
    package var id: String
    package var conversation: String
    /// The conversation's name, as lists show it.
    package var contact: String
    /// Null for own messages.
    package var from: String?
    package var text: String
    package var sentAt: String
    package var state: String
    package var kind: String
    /// Place in the thread.
    package var sequence: UInt64
    /// What belongs to it besides; left out where there is none.
    package var reply: ReplyBody?
    package var forwarded: Bool?
    package var mentions: [MentionBody]?
    package var editedAt: String?
    package var reactions: [ReactionBody]?
    /// Its author has deleted it for everyone.
    package var deleted: Bool?
    package var disappearsAt: String?
    package var file: FileBody?
    package var pinned: Bool?
    /// Imported from another messenger, not verified.
    package var imported: Bool?

    /// - Parameters:
    ///   - quoted: the message that it answers, if it is here.
    ///   - own: this account, to tell who is mentioned.
    package init(
        _ message: MessageRecord, contact: String, quoted: MessageRecord? = nil,
        own: IdentityTag? = nil
    ) {
        reply = message.quotation.map { ReplyBody($0, quoted) }
        forwarded = message.isForwarded
        mentions = message.mentions?.map { MentionBody($0, own) }
        editedAt = message.editedAt.map { Timestamp.text(unixMilliseconds: $0) }
        reactions = message.reactions?.map {
            ReactionBody(from: $0.from, emoji: $0.emoji)
        }
        deleted = message.isDeleted
        disappearsAt = message.disappearsAt.map { Timestamp.text(unixMilliseconds: $0) }
        file = message.file.map { FileBody($0) }
        pinned = message.isPinned
        imported = message.isImported
        id = message.id
        conversation = message.conversation
        self.contact = contact
        from = message.from
        text = message.text
        sentAt = Timestamp.text(unixMilliseconds: message.sentAt)
        state = Self.state(of: message).rawValue
        kind = message.kind.rawValue
        sequence = message.sequence
    }

    /// How far it has come: of a file that is cancelled nothing more goes out, whatever waited.
    private static func state(of message: MessageRecord) -> MessageRecord.State {
        message.from == nil && message.file?.state == .cancelled ? .undelivered : message.state
    }

    /// The contact's account is deleted: a reader wants to know without asking for events.
    package var isLast: Bool { kind == MessageRecord.Kind.left.rawValue }
    package var isText: Bool {
        kind == MessageRecord.Kind.text.rawValue || kind == MessageRecord.Kind.file.rawValue
    }
    package var isDelivered: Bool { state == MessageRecord.State.delivered.rawValue }
    package var isGivenUp: Bool { state == MessageRecord.State.undelivered.rawValue }
    /// Somebody is waited for who is to read it.
    package var isUnderWay: Bool { !isDelivered && !isGivenUp }

    /// With `from` in every message, as null where it is empty.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(conversation, forKey: .conversation)
        try container.encode(contact, forKey: .contact)
        try container.encode(from, forKey: .from)
        try container.encode(text, forKey: .text)
        try container.encode(sentAt, forKey: .sentAt)
        try container.encode(state, forKey: .state)
        try container.encode(kind, forKey: .kind)
        try container.encode(sequence, forKey: .sequence)
        try container.encodeIfPresent(reply, forKey: .reply)
        try container.encodeIfPresent(forwarded, forKey: .forwarded)
        try container.encodeIfPresent(mentions, forKey: .mentions)
        try container.encodeIfPresent(editedAt, forKey: .editedAt)
        try container.encodeIfPresent(reactions, forKey: .reactions)
        try container.encodeIfPresent(deleted, forKey: .deleted)
        try container.encodeIfPresent(disappearsAt, forKey: .disappearsAt)
        try container.encodeIfPresent(file, forKey: .file)
        try container.encodeIfPresent(pinned, forKey: .pinned)
        try container.encodeIfPresent(imported, forKey: .imported)
    }
}

/// `GET conversations/{id}/messages`.
package struct MessagesBody: Codable, Sendable { package var messages: [MessageBody] }
