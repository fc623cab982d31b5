import FoundationEssentials

/// What a commit did to a group, for the thread.
enum GroupChange: Equatable, Sendable {
    case added(RosterMember, by: RosterMember)
    case removed(RosterMember, by: RosterMember)
    case left(RosterMember)
    /// Came back with fresh keys after it had lost track.
    case readmitted(RosterMember)
    case renamed(to: String, by: RosterMember)
    case promoted(RosterMember, by: RosterMember)
    case demoted(RosterMember, by: RosterMember)
    /// Another administrator takes the changes of the group in hand.
    case handedOver(to: RosterMember)
    case keysChanged(by: RosterMember)

    /// The identity key of who came in by it.
    var newcomer: Data? {
        switch self {
        case .added(let member, _), .readmitted(let member): Data(member.identityKey)
        default: nil
        }
    }
}
