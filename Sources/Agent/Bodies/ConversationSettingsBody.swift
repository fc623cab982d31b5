package import ClientCore
import FoundationEssentials

/// How a conversation is set, and what its members told of themselves.
package struct ConversationSettingsBody: Codable, Sendable, Equatable {
    package var pinned: Bool
    package var muted: Bool
    /// Null when it is not muted, or for ever.
    package var mutedUntil: String?
    package var archived: Bool
    package var blocked: Bool
    /// Others are told what was read here.
    package var receipts: Bool
    /// Others are told that something is being written here.
    package var typing: Bool
    /// How long messages last; null for ever.
    package var lifetime: LifetimeBody?
    /// What the contact calls itself.
    package var peerName: String?
    /// The contact has a picture: `conversations/{id}/picture`.
    package var picture: Bool
    /// Changes with the picture; null when nothing is known of it.
    package var pictureTag: String?
    /// How far others said to have read own messages.
    package var reads: [ReadBody]

    package init(_ settings: ConversationSettings) {
        pinned = settings.isPinned
        // Over by now is not muted: nobody has to come and set it back.
        let now = Int64(Date().timeIntervalSince1970 * 1_000)
        let until = settings.mutedUntil.flatMap { $0 > now ? $0 : nil }
        muted = until != nil
        mutedUntil = until.flatMap {
            $0 == .max ? nil : Timestamp.text(unixMilliseconds: $0)
        }
        archived = settings.isArchived
        blocked = settings.isBlocked
        receipts = settings.sendsReceipts
        typing = settings.sendsTyping
        lifetime = settings.lifetime.map { LifetimeBody($0) }
        peerName = settings.peerName
        picture = settings.hasPicture
        pictureTag = settings.pictureTag
        reads = settings.reads.map { ReadBody(name: $0.name, sequence: $0.sequence) }
    }
}

/// How long messages last.
package struct LifetimeBody: Codable, Sendable, Equatable {
    package var seconds: UInt64
    /// `reading` or `sending`.
    package var from: String

    package init(_ lifetime: Lifetime) {
        seconds = UInt64(lifetime.seconds)
        from = lifetime.start.rawValue
    }
}

/// How far somebody said to have read.
package struct ReadBody: Codable, Sendable, Equatable {
    package var name: String
    package var sequence: UInt64
}

/// `PUT conversations/{id}/settings`: what is left out stays.
package struct ConversationSettingsRequest: Codable, Sendable {
    package var pinned: Bool?
    package var muted: Bool?
    /// With `muted`: for so many seconds; left out for ever.
    package var mutedForSeconds: Int64?
    package var archived: Bool?
    package var blocked: Bool?
    package var receipts: Bool?
    package var typing: Bool?

    package init() {}
}

/// `PUT conversations/{id}/lifetime`.
package struct LifetimeRequest: Codable, Sendable {
    /// Null for ever.
    package var seconds: UInt64?
    /// `reading` or `sending`; `reading` if it is left out.
    package var from: String?

    package init(seconds: UInt64?, from: String?) {
        self.seconds = seconds
        self.from = from
    }
}
