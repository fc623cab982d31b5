package import ClientCore

/// What a message answers.
package struct ReplyBody: Codable, Sendable, Equatable {
    package var id: String
    /// Place in the thread; null if the message is not here.
    package var sequence: UInt64?
    /// Null for own messages and for what is not here.
    package var from: String?
    /// The beginning of its text, as it is here or, if it is not, as the reply says.
    package var text: String
    /// The message was here to compare.
    package var seen: Bool

    package init(_ quotation: RichText.Quotation, _ quoted: MessageRecord?) {
        id = quotation.reference.id
        sequence = quoted?.sequence
        from = quoted?.from
        text = quoted.map { String($0.text.prefix(160)) } ?? quotation.excerpt
        seen = quoted != nil
    }
}

/// Somebody that a text speaks to.
package struct MentionBody: Codable, Sendable, Equatable {
    /// The first Unicode scalar of the name in the text, and how many belong to it.
    package var start: UInt32
    package var count: UInt32
    package var me: Bool

    package init(_ mention: Mention, _ own: IdentityTag?) {
        start = mention.start
        count = mention.count
        me = mention.member == own
    }
}

package struct ReactionBody: Codable, Sendable, Equatable {
    /// Null for this account's.
    package var from: String?
    package var emoji: String
}

/// A file of a message; its bytes are at `conversations/{id}/files/{message}`.
package struct FileBody: Codable, Sendable, Equatable {
    package var name: String
    /// A media type, as the sender claims.
    package var type: String
    package var size: Int
    /// `file`, `voice` or `picture`.
    package var role: String
    /// `underway`, `complete`, `cancelled` or `damaged`.
    package var state: String

    package init(_ file: FileRecord) {
        name = file.name
        type = file.type
        size = file.size
        role = file.role.rawValue
        state = file.state.rawValue
    }
}
