import FoundationEssentials

/// Something that the person wants changed in a group, until it is done.
struct GroupWish: Codable, Sendable, Equatable {
    enum Kind: Codable, Sendable, Equatable {
        /// - Parameters:
        ///   - contact: the conversation with it.
        ///   - keyPackage: nil until the contact has sent one.
        case add(contact: String, identityKey: Data, keyPackage: Data?)
        case remove(PeerSlot)
        /// Somebody has lost track and comes back with fresh keys.
        case readmit(PeerSlot, keyPackage: Data)
        case rename(String)
        case promote(PeerSlot)
        case leave
        case changeKeys
    }

    var kind: Kind
    /// Unix time in milliseconds.
    var madeAt: Int64
    /// The epoch in which it was last proposed to the committer.
    var proposedIn: UInt64?

    init(_ kind: Kind, at now: Int64) {
        self.kind = kind
        madeAt = now
    }

    /// Waits for nothing but a commit.
    var isReady: Bool {
        if case .add(_, _, nil) = kind { false } else { true }
    }
}
