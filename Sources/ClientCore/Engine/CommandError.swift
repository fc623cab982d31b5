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
    case contactGone
    case notAdministrator
    case noSuchMember
    case memberAlready
    /// Most members of a group.
    case groupFull(limit: Int)
    case noSuchMessage
    case notYourMessage
    case tooLateToEdit
    case notAnEmoji
    case mentionNotInText
    case blocked
    case onlyForContacts
    case leaveFirst
    case badLifetime
    case badPicture
    case noSuchRequest
    case noSuchTransfer
    case emptyFile
    /// Largest file in bytes.
    case fileTooLarge(limit: Int)
    case tooManyFiles
    case fileIncomplete

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
        case .contactGone: "the contact has deleted its account: nothing arrives there any more"
        case .notAdministrator: "only an administrator of the group can do that"
        case .noSuchMember: "nobody of that name is in the group"
        case .memberAlready: "is in the group already, or about to be"
        case .groupFull(let limit): "a group has \(limit) members at most"
        case .noSuchMessage: "there is no such message, or it was deleted"
        case .notYourMessage: "only its author can change or take back a message"
        case .tooLateToEdit: "a message can be changed for 24 hours"
        case .notAnEmoji: "a reaction is one emoji"
        case .mentionNotInText: "who is mentioned must stand in the text, as @NAME"
        case .blocked: "the contact is blocked: 'moonless block --off' lets it through again"
        case .onlyForContacts: "contacts can be blocked, groups cannot: leave it, or mute it"
        case .leaveFirst: "leave the group first"
        case .badLifetime: "messages can last from 5 seconds to a year"
        case .badPicture: "the picture is none that can be used: a small JPEG or PNG is"
        case .noSuchRequest: "no such request: 'moonless requests' lists them"
        case .noSuchTransfer: "no file of that message is on its way"
        case .emptyFile: "the file is empty"
        case .fileTooLarge(let limit): "the file is larger than \(limit / 1_024) KiB"
        case .tooManyFiles: "too many files wait in this conversation already"
        case .fileIncomplete: "not all of the file has come yet"
        case .safetyNumberDiffers:
            "the numbers differ: somebody may be between you, or one of you has a new identity"
        }
    }
}
