/// What the API answers to a request that it refuses.
package struct ErrorBody: Codable, Sendable, Equatable {
    package struct Content: Codable, Sendable, Equatable {
        /// A word for programs.
        package var code: String
        /// A sentence for people.
        package var message: String

        package init(code: String, message: String) {
            self.code = code
            self.message = message
        }
    }

    package var error: Content

    package init(error: Content) { self.error = error }

    package init(code: ErrorCode, message: String) {
        error = Content(code: code.rawValue, message: message)
    }
}

/// The words for programs.
package enum ErrorCode: String, Sendable, CaseIterable {
    case badRequest = "bad-request"
    case notFound = "not-found"
    case noRecordsYet = "no-records-yet"
    case noSuchContact = "no-such-contact"
    case noSuchInvite = "no-such-invite"
    case emptyText = "empty-text"
    case textTooLong = "text-too-long"
    case nameTaken = "name-taken"
    case badName = "bad-name"
    case badLink = "bad-link"
    case linkExpired = "link-expired"
    case linkOfOtherDeployment = "link-of-other-deployment"
    case ownLink = "own-link"
    case linkAlreadyAccepted = "link-already-accepted"
    case notYetIntroduced = "not-yet-introduced"
    case cannotEncrypt = "cannot-encrypt"
    case safetyNumberDiffers = "safety-number-differs"
    case fileExists = "file-exists"
    case notInGroup = "not-in-group"
    case contactGone = "contact-gone"
    case notAdministrator = "not-administrator"
    case noSuchMember = "no-such-member"
    case memberAlready = "member-already"
    case groupFull = "group-full"
    case noSuchMessage = "no-such-message"
    case notYourMessage = "not-your-message"
    case tooLate = "too-late"
    case notAnEmoji = "not-an-emoji"
    case mentionNotInText = "mention-not-in-text"
    case blocked = "blocked"
    case onlyForContacts = "only-for-contacts"
    case leaveFirst = "leave-first"
    case badLifetime = "bad-lifetime"
    case badPicture = "bad-picture"
    case noSuchRequest = "no-such-request"
    case noSuchTransfer = "no-such-transfer"
    case emptyFile = "empty-file"
    case fileTooLarge = "file-too-large"
    case tooManyFiles = "too-many-files"
    case fileIncomplete = "file-incomplete"
    case badImport = "bad-import"
    case ambiguousDates = "ambiguous-dates"
    case badBackup = "bad-backup"
    case noBackup = "no-backup"
    case noAccount = "no-account"
    case accountExists = "account-exists"
    case locked
    case wrongPassphrase = "wrong-passphrase"
    case emptyPassphrase = "empty-passphrase"
    case noPassphrase = "no-passphrase"
    case keyFileNeeded = "key-file-needed"
    case busy
    case ticketRefused = "ticket-refused"
    case deploymentFull = "deployment-full"
    case serverUnreachable = "server-unreachable"
    case noToken = "no-token"
    case wrongToken = "wrong-token"
    case wrongHost = "wrong-host"
    case foreignOrigin = "foreign-origin"
    case notHere = "not-here"
    case noWeb = "no-web"
    case diskFull = "disk-full"
    case disk = "disk"
    case unknown = "internal"
}
