import FoundationEssentials

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
        /// Written by somebody else.
        case received
    }

    package enum Kind: String, Codable, Sendable {
        case text
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
