/// Why a command of the person was refused.
///
/// Nothing has changed.
package enum CommandError: Error, Sendable, Equatable, CustomStringConvertible {
    case noSuchConversation
    case noSuchInvite
    case emptyText
    /// Longest text in bytes.
    case textTooLong(limit: Int)
    case nameTaken
    case badName
    case link(String)
    case linkExpired
    case linkOfOtherDeployment
    case ownLink
    case linkAlreadyAccepted
    case notYetIntroduced
    case safetyNumberDiffers
    case cannotEncrypt
    case noSuchGroup
    case notInGroup
    case notAdministrator
    case noSuchMember
    case memberAlready
    /// Most members of a group.
    case groupFull(limit: Int)

    /// The same for every program that shows it.
    package var description: String {
        switch self {
        case .noSuchConversation: "no such contact: 'moonless contacts' lists them"
        case .noSuchInvite: "no such invitation"
        case .emptyText: "the text is empty"
        case .textTooLong(let limit): "the text is longer than \(limit) bytes"
        case .nameTaken: "there is a contact of that name already: choose another with --name"
        case .badName: "a name has 1 to 100 characters and no line breaks"
        case .link(let what): what
        case .linkExpired: "the link has expired: ask for a new one"
        case .linkOfOtherDeployment:
            "the link is for another deployment than this account's: join that one first"
        case .ownLink: "this is your own link: give it to the person you want to talk to"
        case .linkAlreadyAccepted: "this link was accepted already"
        case .notYetIntroduced: "the introduction is not complete yet: try again when it is"
        case .cannotEncrypt:
            "the conversation's keys cannot be used any more: invite each other again"
        case .noSuchGroup: "no such group: 'moonless group list' lists them"
        case .notInGroup: "you are no member of this group"
        case .notAdministrator: "only an administrator of the group can do that"
        case .noSuchMember: "nobody of that name is in the group"
        case .memberAlready: "is in the group already, or about to be"
        case .groupFull(let limit): "a group has \(limit) members at most"
        case .safetyNumberDiffers:
            "the numbers differ: somebody may be between you, or one of you has a new identity"
        }
    }
}
