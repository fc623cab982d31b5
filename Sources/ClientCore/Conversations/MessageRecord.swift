package import FoundationEssentials

/// A message of a thread, as the vault keeps it.
package struct MessageRecord: Codable, Sendable, Equatable {
    /// How far a message has come.
    package enum State: String, Codable, Sendable {
        /// In the vault; nothing of it, or not all of it, has been in a slot.
        case queued
        /// All of it has been in the own slot, where its reader finds it.
        case published
        /// Its reader has acknowledged it.
        case delivered
        /// Given up: not everybody whom it was for has it, and nobody waits for them any more.
        case undelivered
        /// Written by somebody else.
        case received
    }

    package enum Kind: String, Codable, Sendable {
        case text
        /// A file, a voice note or a picture; the text is its caption.
        case file
        /// Something that happened to the conversation: joined, verified, ...
        case event
        /// The author's account is deleted: the last word.
        case left
        /// A kind that this version does not know; kept as it came.
        case unknown
    }

    /// 16 random bytes in hexadecimal, drawn by the author.
    package var id: String
    package var conversation: String
    /// Place in the thread; grows by one a message.
    package var sequence: UInt64
    package var kind: Kind
    /// Nil for own messages.
    package var from: String?
    package var text: String
    /// Unix time in milliseconds by the author's clock.
    package var sentAt: Int64
    package var state: State
    package var isRead: Bool
    // What earlier versions did not know is optional, so that their records are read.
    /// Who wrote it; nil in events, and in what earlier versions received.
    package var author: IdentityTag?
    /// Unix time in milliseconds by this machine's clock; of own messages, of writing.
    package var receivedAt: Int64?
    package var quotation: RichText.Quotation?
    package var isForwarded: Bool?
    package var mentions: [Mention]?
    /// Unix time in milliseconds, by this machine's clock, of its author's last change.
    package var editedAt: Int64?
    package var reactions: [Reaction]?
    /// Its author has deleted it for everyone: nothing of it is left.
    package var isDeleted: Bool?
    package var lifetime: Lifetime?
    /// Unix time in milliseconds when it disappears; nil as long as nobody counts.
    package var disappearsAt: Int64?
    package var file: FileRecord?
    /// The person keeps it at hand.
    package var isPinned: Bool?
    /// Members who said that they have read it.
    package var readBy: [String]?
    /// Came out of another messenger's export: nobody has verified it.
    package var isImported: Bool?
    /// What came, of a kind that this version does not know.
    package var content: Data?

    /// What somebody thinks of a message.
    package struct Reaction: Codable, Sendable, Equatable {
        package var author: IdentityTag
        /// As the thread shows it; nil for this account.
        package var from: String?
        package var emoji: String
    }
}

extension MessageRecord {
    /// What it is as a text.
    var richText: RichText {
        var rich = RichText(text: text)
        rich.quotation = quotation
        rich.isForwarded = isForwarded ?? false
        rich.mentions = mentions ?? []
        rich.lifetime = lifetime
        return rich
    }

    mutating func take(_ rich: RichText) {
        text = rich.text
        quotation = rich.quotation
        isForwarded = rich.isForwarded ? true : nil
        mentions = rich.mentions.isEmpty ? nil : rich.mentions
        lifetime = rich.lifetime
    }

    /// Nothing of what was said is left.
    mutating func erase() {
        text = ""
        quotation = nil
        isForwarded = nil
        mentions = nil
        reactions = nil
        file = nil
        content = nil
        isPinned = nil
        isDeleted = true
        kind = .text
    }
}

extension MessageRecord {
    package var recordKey: RecordKey { Self.recordKey(conversation, sequence) }

    package static func recordKey(_ conversation: String, _ sequence: UInt64) -> RecordKey {
        let digits = String(sequence)
        let padded = String(repeating: "0", count: 20 - digits.count) + digits
        return RecordKey(.message, conversation + "/" + padded)
    }
}

extension MessageRecord {
    package init(decoding bytes: [UInt8]) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(bytes))
    }

    func change() throws -> RecordChange {
        .put(recordKey, value: Array(try JSONEncoder().encode(self)))
    }
}
