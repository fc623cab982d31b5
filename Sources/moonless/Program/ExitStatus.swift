import Agent
import Client
import ClientCore
import Wire

/// What the program's exit code means; the numbers of sysexits.h where it has one.
enum ExitStatus: Int32, CaseIterable {
    case success = 0
    case numbersDiffer = 1
    case usage = 64
    case linkRefused = 65
    case noAccount = 66
    case noSuchContact = 67
    case serverUnreachable = 69
    case internalError = 70
    case cannotCreate = 73
    case disk = 74
    case temporary = 75
    case wrongPassphrase = 77
    case notAllowed = 78
    case interrupted = 130

    var meaning: String {
        switch self {
        case .success: "success"
        case .numbersDiffer: "the safety numbers differ"
        case .usage: "the arguments were not understood or cannot be used"
        case .linkRefused: "a link or ticket was refused: damaged, expired, used, for elsewhere"
        case .noAccount: "no account in this home"
        case .noSuchContact: "no such contact, group, member or invitation, or several that match"
        case .serverUnreachable: "the server is unreachable or cannot take the account"
        case .internalError: "an error of the program's own"
        case .cannotCreate: "something cannot be created: there is an account already, say"
        case .disk: "the disk is full, or fails, or what is on it is damaged"
        case .temporary:
            "try again later: no agent runs, another one runs, the account is locked, the "
                + "introduction is not complete"
        case .wrongPassphrase: "wrong passphrase or key file"
        case .notAllowed: "the group does not allow it: no member, no administrator, full"
        case .interrupted: "interrupted by the person"
        }
    }

    /// The word for programs, in the style of the agent's: `no-such-contact`.
    var word: String {
        "\(self)".reduce(into: "") { word, letter in
            word += letter.isUppercase ? "-" + letter.lowercased() : String(letter)
        }
    }

    /// For `--help`.
    static var table: String {
        "EXIT CODES\n"
            + allCases.map { status in
                let number = String(status.rawValue)
                return "  " + number + String(repeating: " ", count: 5 - number.count)
                    + status.meaning
            }.joined(separator: "\n")
    }
}

extension ExitStatus {
    init(_ error: any Error) {
        switch error {
        case let error as CommandFailure: self = error.status
        case let error as VaultError: self = Self.of(error)
        case let error as HomeError: self = Self.of(error)
        case BackupError.exists: self = .cannotCreate
        case is BackupError, is FileError: self = .disk
        case let error as AgentClientError: self = Self.of(error)
        case is WebServerError: self = .cannotCreate
        case let error as ConnectionTrouble: self = Self.of(error)
        case is LeaderUnreachable: self = .serverUnreachable
        case let error as WireError:
            self = error.code == .notForThisDeployment ? .linkRefused : .serverUnreachable
        default: self = .internalError
        }
    }

    private static func of(_ error: VaultError) -> ExitStatus {
        switch error {
        case .wrongPassphrase, .wrongKeyFile: .wrongPassphrase
        case .keyFileNeeded, .passphraseNeeded, .keyFileTooShort: .usage
        case .unknownVersion, .damaged, .diskFull, .disk: .disk
        case .closed: .temporary
        }
    }

    private static func of(_ error: HomeError) -> ExitStatus {
        switch error {
        case .noHome, .badAccountName, .homeAndAccount: .usage
        case .noAccount: .noAccount
        case .inUse: .temporary
        case .cannotCreate, .notEmpty, .accountExists, .socketPathTooLong, .notPrivate:
            .cannotCreate
        }
    }

    private static func of(_ error: AgentClientError) -> ExitStatus {
        switch error {
        case .notRunning, .brokenOff: .temporary
        case .refused(let content): of(ErrorCode(rawValue: content.code) ?? .unknown)
        }
    }

    private static func of(_ code: ErrorCode) -> ExitStatus {
        switch code {
        case .noSuchContact, .noSuchInvite, .noSuchMember, .noSuchMessage, .noSuchRequest,
            .noSuchTransfer:
            .noSuchContact
        case .badLink, .linkExpired, .linkOfOtherDeployment, .ownLink, .linkAlreadyAccepted:
            .linkRefused
        case .emptyText, .textTooLong, .nameTaken, .badName, .notAnEmoji, .mentionNotInText,
            .onlyForContacts, .badLifetime, .badPicture, .emptyFile, .fileTooLarge, .badImport,
            .ambiguousDates:
            .usage
        case .notYetIntroduced, .noRecordsYet, .tooManyFiles, .fileIncomplete: .temporary
        case .safetyNumberDiffers: .numbersDiffer
        case .fileExists: .cannotCreate
        case .notInGroup, .contactGone, .notAdministrator, .memberAlready, .groupFull,
            .notYourMessage,
            .tooLate, .blocked, .leaveFirst:
            .notAllowed
        case .diskFull, .disk, .badBackup: .disk
        case .noAccount: .noAccount
        case .accountExists: .cannotCreate
        case .locked, .busy, .noWeb: .temporary
        case .wrongPassphrase: .wrongPassphrase
        case .emptyPassphrase, .noPassphrase, .keyFileNeeded, .noBackup: .usage
        case .ticketRefused: .linkRefused
        case .deploymentFull, .serverUnreachable: .serverUnreachable
        case .noToken, .wrongToken, .wrongHost, .foreignOrigin, .notHere: .notAllowed
        case .cannotEncrypt, .badRequest, .notFound, .unknown: .internalError
        }
    }

    private static func of(_ trouble: ConnectionTrouble) -> ExitStatus {
        switch trouble {
        case .refused(.unknownTicket), .refused(.usedTicket), .refused(.otherDeployment):
            .linkRefused
        default: .serverUnreachable
        }
    }
}
