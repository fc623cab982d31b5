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

extension GroupWish {
    var isAddition: Bool {
        if case .add = kind { true } else { false }
    }

    func isAddition(of contact: String) -> Bool {
        if case .add(let wanted, _, _) = kind { wanted == contact } else { false }
    }

    func isReadmission(of place: PeerSlot) -> Bool {
        if case .readmit(place, _) = kind { true } else { false }
    }

    /// Has to be done again when the commit that did it was undone.
    var isServedInRoster: Bool {
        switch kind {
        case .leave, .changeKeys: false
        default: true
        }
    }

    /// Can be done again as it is.
    var isRemovalOrChange: Bool {
        switch kind {
        case .remove, .rename, .promote: true
        default: false
        }
    }
}
