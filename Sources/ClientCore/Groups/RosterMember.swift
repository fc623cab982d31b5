import MLS
import Wire

/// A member of a group, as its leaf says.
struct RosterMember: Equatable, Sendable {
    var leaf: UInt32
    var place: PeerSlot
    /// Ed25519.
    var identityKey: [UInt8]
    /// What it calls itself; nobody has checked it.
    var displayName: String

    /// - Throws: if the leaf is none of a Moonless account.
    init(_ member: Member) throws {
        guard case .basic(let identity) = member.credential,
            let place = PeerSlot(identity: identity)
        else { throw WireError(.invalidValue, "a member without a slot") }
        leaf = member.index.rawValue
        self.place = place
        identityKey = member.signatureKey
        let name = member.extensions.data(of: GroupProfile.nameExtensionType) ?? []
        displayName =
            ContactName.checked(String(decoding: name, as: UTF8.self))
            ?? "member-\(place.slot)"
    }
}
