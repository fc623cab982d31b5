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
        case .safetyNumberDiffers:
            "the numbers differ: somebody may be between you, or one of you has a new identity"
        }
    }
}
