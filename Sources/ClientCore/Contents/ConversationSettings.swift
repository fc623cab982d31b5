/// How the person has set a conversation, and what its members told of themselves.
package struct ConversationSettings: Sendable, Equatable, Codable {
    package var isPinned = false
    /// Unix time in milliseconds; `Int64.max` for ever.
    package var mutedUntil: Int64?
    package var isArchived = false
    package var isBlocked = false
    /// Whether contacts are told what was read here, and that something is being written.
    package var sendsReceipts = false
    package var sendsTyping = false
    package var lifetime: Lifetime?
    /// What the contact calls itself.
    package var peerName: String?
    package var hasPicture = false
    /// Tells one picture from the next; nil for those that came before there were tags.
    package var pictureTag: String?
    /// How far others said to have read.
    package var reads: [ReadMark] = []

    package init() {}
}

extension Conversation {
    var settings: ConversationSettings {
        var settings = ConversationSettings()
        settings.isPinned = extras.isPinned ?? false
        settings.mutedUntil = extras.mutedUntil
        settings.isArchived = extras.isArchived ?? false
        settings.isBlocked = extras.isBlocked ?? false
        settings.sendsReceipts = extras.sendsReceipts ?? false
        settings.sendsTyping = extras.sendsTyping ?? false
        settings.lifetime = extras.lifetime
        settings.peerName = extras.peerName
        settings.hasPicture = extras.hasPicture ?? false
        settings.pictureTag = extras.pictureTag
        settings.reads = extras.reads ?? []
        return settings
    }
}
