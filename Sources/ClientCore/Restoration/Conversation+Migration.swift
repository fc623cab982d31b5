import FoundationEssentials

extension Conversation {
    /// What version 1 of the vault kept of a conversation, but for its keys and streams.
    private struct Version1: Codable {
        var id: String
        var name: String
        var isNamed: Bool
        var isVerified: Bool
        var bellPosition: UInt8
        var invite: OpenInvite?
        var knock: OpenKnock?
        var acceptedLinkSecret: Data?
        var peer: PeerSlot?
        var peerIdentityKey: Data?
        var outgoing: [MessageRecord]
        var lastSequence: UInt64
        var readSequence: UInt64
    }

    /// Reads the record of a vault of version 1: a conversation of two whose streams nobody reads
    /// any more.
    ///
    /// The contact, its identity and verification, the thread and what waits are kept; the keys are
    /// put away as after a restoration.
    init(decodingVersion1 bytes: [UInt8]) throws {
        let old = try JSONDecoder().decode(Version1.self, from: Data(bytes))
        self.init(
            id: old.id, name: old.name, isNamed: old.isNamed, bellPosition: old.bellPosition)
        isVerified = old.isVerified
        invite = old.invite
        knock = old.knock
        acceptedLinkSecret = old.acceptedLinkSecret
        peer = old.peer
        peerIdentityKey = old.peerIdentityKey
        outgoing = old.outgoing
        lastSequence = old.lastSequence
        readSequence = old.readSequence
    }
}

/// Brings the record of a conversation up from version 1 of the vault.
package enum ConversationMigration {
    package static func fromVersion1(_ bytes: [UInt8]) throws -> [UInt8] {
        Array(try JSONEncoder().encode(Conversation(decodingVersion1: bytes)))
    }
}
