import FoundationEssentials

/// Makes the index of a thread that an earlier version of the vault kept without one.
package struct MessageIndexMigration {
    private struct Owner: Codable {
        var id: String
        var peerIdentityKey: Data?
        var membership: Membership?
    }

    package let conversation: String
    private let own: IdentityTag
    private let peer: IdentityTag?

    /// - Throws: a decoding error for a record that is none of a conversation.
    package init(conversation record: [UInt8], _ account: Account) throws {
        let owner = try JSONDecoder().decode(Owner.self, from: Data(record))
        conversation = owner.id
        own = account.identityTag
        peer =
            owner.membership == nil
            ? owner.peerIdentityKey.map { IdentityTag(identityKey: $0) } : nil
    }

    /// - Parameter earlier: the record that is there already.
    package func adding(_ message: MessageRecord, to earlier: [UInt8]?) -> RecordChange? {
        guard message.kind != .event else { return nil }
        var message = message
        message.author = message.from == nil ? own : peer
        return MessageIndex.adding(message, to: earlier)
    }
}
