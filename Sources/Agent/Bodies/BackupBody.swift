package import Client

/// `POST backup`.
package struct BackupRequest: Codable, Sendable {
    /// Absolute path of the file.
    package var file: String
    /// Whether a file that is there may be replaced.
    package var overwrite: Bool

    package init(file: String, overwrite: Bool) {
        self.file = file
        self.overwrite = overwrite
    }
}

/// What went into a backup or came out of it.
package struct BackupBody: Codable, Sendable {
    package var conversations: Int
    package var messages: Int
    package var bytes: Int

    package init(_ summary: BackupSummary) {
        conversations = summary.conversations
        messages = summary.messages
        bytes = summary.bytes
    }
}
