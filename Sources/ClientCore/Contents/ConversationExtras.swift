import FoundationEssentials

/// What a conversation knows beside its thread and its keys.
///
/// Every field is optional, so that records of earlier and later versions are read.
struct ConversationExtras: Codable, Sendable, Equatable {
    /// Something that was said, is no message of the thread and is not delivered.
    struct WaitingRemark: Codable, Sendable, Equatable {
        var id: String
        /// An encoded ``MessageContent``.
        var content: Data
    }

    var isPinned: Bool?
    /// Unix time in milliseconds; `Int64.max` for ever.
    var mutedUntil: Int64?
    var isArchived: Bool?
    var isBlocked: Bool?
    var sendsReceipts: Bool?
    var sendsTyping: Bool?
    var lifetime: Lifetime?
    /// What the contact calls itself, as it last said.
    var peerName: String?
    /// The contact's picture lies in the vault.
    var hasPicture: Bool?
    /// Tells one picture from the next: the beginning of its SHA-256 in hexadecimal.
    var pictureTag: String?
    /// Counts the account's profiles that the contact was told.
    var toldProfile: UInt64?
    var remarks: [WaitingRemark]?
    var transfers: [Transfer]?
    var reads: [ReadMark]?
    var earlyReactions: [EarlyReaction]?
    /// Others' messages of each author up to here were acknowledged as read: places in the thread.
    var receiptedSequence: UInt64?
    /// Unix time in milliseconds of the last change of keys that the contact asked for.
    var updateTakenAt: Int64?
    /// The contact was one already, and has said nothing under the new keys yet.
    var awaitedProof: AwaitedProof?
    /// Somebody who came by a reusable link and waits to be let in.
    var request: Request?
    /// The contact has said that it deletes its account, and has written nothing since.
    var isGone: Bool?
    /// The person has forgotten the group; it goes once others have read that this account has left.
    var isForgotten: Bool?

    /// What follows once somebody who claims to be a known contact has been heard.
    struct AwaitedProof: Codable, Sendable, Equatable {
        /// The conversation of the group whose link it came by.
        var group: String?
    }

    struct Request: Codable, Sendable, Equatable {
        /// The conversation that stands for the link.
        var link: String
        /// The introduction's first item, as it came.
        var item: Data?
        /// What the other calls itself; nobody has checked it.
        var name: String?
        /// Unix time in milliseconds.
        var at: Int64
    }
}
