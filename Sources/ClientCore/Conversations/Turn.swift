import FoundationEssentials
import Wire

/// What a conversation is given when something comes for it, and what it wishes to happen beside
/// the change of its own state.
struct Turn: Sendable {
    let account: Account
    let parameters: DeploymentParameters
    /// Unix time in milliseconds.
    let now: Int64
    let directory: ContactDirectory
    var random: RandomSource
    var output = ClientOutput()
    var errands: [Errand] = []
    /// Of a group, the member whose item is taken up: names change, places do not.
    var speaker: PeerSlot?

    /// A stream's incarnation: random and never zero.
    mutating func incarnation() -> UInt32 { UInt32.random(in: 1...UInt32.max, using: &random) }
}

/// Something for another conversation to do.
enum Errand: Sendable {
    /// Says something to a contact that is no message of a thread.
    case tell(contact: String, GroupLetter)
    /// A contact has said something about a group.
    case heard(contact: String, GroupLetter)
    /// The introduction is complete: the contact may be an old one, and came by a group's link.
    case introduced(contact: String, group: String?)
    /// A group can no longer be followed: a contact in it is asked to bring this account back.
    case lost(group: String)
}
