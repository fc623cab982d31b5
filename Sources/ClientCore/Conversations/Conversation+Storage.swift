import FoundationEssentials

extension Conversation: Codable {
    private enum CodingKeys: String, CodingKey {
        case id, name, isNamed, isVerified, bellPosition, invite, knock, acceptedLinkSecret, peer
        case peerIdentityKey, membership, channels, heldItems, outgoing, lastSequence
        case readSequence, groupToJoin, recentMessages, unreadableEpochs, wasRestored, keysChangedAt
        case takenRestoration, extras
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func optional<Value: Decodable>(_ key: CodingKeys) throws -> Value? {
            try container.decodeIfPresent(Value.self, forKey: key)
        }
        self.init(
            id: try container.decode(String.self, forKey: .id),
            name: try container.decode(String.self, forKey: .name),
            isNamed: try container.decode(Bool.self, forKey: .isNamed),
            bellPosition: try container.decode(UInt8.self, forKey: .bellPosition))
        isVerified = try optional(.isVerified) ?? false
        invite = try optional(.invite)
        knock = try optional(.knock)
        groupToJoin = try optional(.groupToJoin)
        acceptedLinkSecret = try optional(.acceptedLinkSecret)
        peer = try optional(.peer)
        peerIdentityKey = try optional(.peerIdentityKey)
        membership = try optional(.membership)
        channels = try optional(.channels) ?? [:]
        held = try optional(.heldItems) ?? []
        outgoing = try optional(.outgoing) ?? []
        lastSequence = try optional(.lastSequence) ?? 0
        readSequence = try optional(.readSequence) ?? 0
        recentMessages = try optional(.recentMessages) ?? []
        unreadableEpochs = try optional(.unreadableEpochs) ?? []
        wasRestored = try optional(.wasRestored) ?? false
        keysChangedAt = try optional(.keysChangedAt) ?? 0
        takenRestoration = try optional(.takenRestoration)
        extras = try optional(.extras) ?? ConversationExtras()
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(name, forKey: .name)
        try container.encode(isNamed, forKey: .isNamed)
        try container.encode(isVerified, forKey: .isVerified)
        try container.encode(bellPosition, forKey: .bellPosition)
        try container.encodeIfPresent(invite, forKey: .invite)
        try container.encodeIfPresent(knock, forKey: .knock)
        try container.encodeIfPresent(groupToJoin, forKey: .groupToJoin)
        try container.encodeIfPresent(acceptedLinkSecret, forKey: .acceptedLinkSecret)
        try container.encodeIfPresent(peer, forKey: .peer)
        try container.encodeIfPresent(peerIdentityKey, forKey: .peerIdentityKey)
        try container.encodeIfPresent(membership, forKey: .membership)
        try container.encode(channels, forKey: .channels)
        try container.encode(held, forKey: .heldItems)
        try container.encode(outgoing, forKey: .outgoing)
        try container.encode(lastSequence, forKey: .lastSequence)
        try container.encode(readSequence, forKey: .readSequence)
        try container.encode(recentMessages, forKey: .recentMessages)
        try container.encode(unreadableEpochs, forKey: .unreadableEpochs)
        try container.encode(wasRestored, forKey: .wasRestored)
        try container.encode(keysChangedAt, forKey: .keysChangedAt)
        try container.encodeIfPresent(takenRestoration, forKey: .takenRestoration)
        if extras != ConversationExtras() { try container.encode(extras, forKey: .extras) }
    }
}

extension Conversation {
    var recordKey: RecordKey { RecordKey(.conversation, id) }
    /// The MLS group's state lies apart: it is large and changes less often than the streams.
    var groupRecordKey: RecordKey { RecordKey(.group, id) }

    /// - Parameter group: the record of ``groupRecordKey``.
    init(decoding bytes: [UInt8], group: [UInt8]?) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(bytes))
        guard let group else { return }
        if membership == nil {
            pair = try PairGroup(serialised: group)
        } else {
            membership?.group = try RosterGroup(stored: group)
        }
        storedGroupRevision = groupRevision
    }

    private var groupRevision: UInt64? { pair?.revision ?? membership?.group?.revision }

    /// What has to be written for the vault to hold this state.
    mutating func changes() throws -> [RecordChange] {
        var changes = [
            RecordChange.put(recordKey, value: Array(try JSONEncoder().encode(self)))
        ]
        changes += expiring.changes(id)
        guard groupRevision != storedGroupRevision else { return changes }
        storedGroupRevision = groupRevision
        if let state = pair?.serialise() ?? membership?.group?.stored() {
            changes.append(.put(groupRecordKey, value: state))
        } else {
            changes.append(.delete(groupRecordKey))
        }
        return changes
    }
}
