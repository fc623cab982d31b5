import Client

/// `PUT restoration`: what is known of a backup before it is opened.
package struct BackupPreviewBody: Codable, Sendable, Equatable {
    package var bytes: Int
    /// A key file's backup is restored on the command line: a page has no way to the file.
    package var opensBy: SessionBody.Opener
}

/// `POST restoration`.
package struct RestorationRequest: Codable, Sendable {
    /// The one that the account had when the backup was made.
    package var passphrase: String
    package init(passphrase: String) { self.passphrase = passphrase }
}

/// What was restored, and the session that is open with it.
package struct RestorationBody: Codable, Sendable, Equatable {
    package var conversations: Int
    package var messages: Int
    package var session: SessionBody

    init(_ summary: BackupSummary, session: SessionBody) {
        conversations = summary.conversations
        messages = summary.messages
        self.session = session
    }
}

/// `PUT passphrase`.
package struct PassphraseRequest: Codable, Sendable {
    package var passphrase: String
    package var newPassphrase: String

    package init(passphrase: String, newPassphrase: String) {
        self.passphrase = passphrase
        self.newPassphrase = newPassphrase
    }
}
