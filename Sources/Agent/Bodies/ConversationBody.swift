package import ClientCore

/// A contact or a group as the API and `contacts --json` show it.
package struct ConversationBody: Codable, Sendable, Equatable {
    package var id: String
    package var name: String
    /// `invited`, `knocking`, `introducing`, `active`; of groups `joining`, `active`, `left`.
    package var phase: String
    package var group: Bool
    /// Members of a group, this account included.
    package var members: Int
    package var verified: Bool
    /// Own messages not yet delivered.
    package var waiting: Int
    /// Of these, messages that do not fit into the own slot's pages until the contact has been here.
    package var heldBack: Int
    /// What the person is told of them; null when all fit.
    package var notice: String?
    /// Messages of others that have not been read.
    package var unread: Int
    package var lastSequence: UInt64
    package var readSequence: UInt64
    /// A text that was begun and not sent; empty for none.
    package var draft = ""
    package var settings: ConversationSettingsBody

    package init(_ summary: ConversationSummary, unread: Int) {
        id = summary.id
        name = summary.name
        phase = summary.phase.rawValue
        group = summary.isGroup
        members = summary.memberCount
        verified = summary.isVerified
        waiting = summary.waitingCount
        heldBack = summary.heldBackCount
        notice = summary.heldBackNotice
        self.unread = unread
        lastSequence = summary.lastSequence
        readSequence = summary.readSequence
        settings = ConversationSettingsBody(summary.settings)
    }
}

/// `GET conversations`.
package struct ConversationsBody: Codable, Sendable {
    package var conversations: [ConversationBody]
}
