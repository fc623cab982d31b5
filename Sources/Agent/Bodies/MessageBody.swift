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

    package init(_ message: MessageRecord, contact: String) {
        id = message.id
        conversation = message.conversation
        self.contact = contact
        from = message.from
        text = message.text
        sentAt = Timestamp.text(unixMilliseconds: message.sentAt)
        state = message.state.rawValue
        kind = message.kind.rawValue
        sequence = message.sequence
    }

    /// The contact's account is deleted: a reader wants to know without asking for events.
    package var isLast: Bool { kind == MessageRecord.Kind.left.rawValue }
    package var isText: Bool { kind == MessageRecord.Kind.text.rawValue }
    package var isDelivered: Bool { state == MessageRecord.State.delivered.rawValue }

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
    }
}

/// `GET conversations/{id}/messages`.
package struct MessagesBody: Codable, Sendable { package var messages: [MessageBody] }
