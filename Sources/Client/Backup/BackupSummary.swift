/// What went into a backup, or came out of it.
package struct BackupSummary: Codable, Sendable, Equatable {
    package var conversations = 0
    package var messages = 0
    /// Of the file.
    package var bytes = 0
}
