import ClientCore
import FoundationEssentials

/// One step from a version of the vault to the next: what a program of that version wrote becomes
/// what this one reads.
///
/// All steps that a vault needs run in one transaction: after a crash there is the old vault or
/// the new one.
package struct VaultMigration: Sendable {
    /// The version that the step starts from.
    package let version: Int
    package let migrate: @Sendable (inout VaultRecords) throws -> Void

    package init(
        from version: Int, _ migrate: @escaping @Sendable (inout VaultRecords) throws -> Void
    ) {
        self.version = version
        self.migrate = migrate
    }

    /// The steps that this program knows, in order.
    package static let all = [conversationsHaveGroups, messagesAreFoundByIdentifier]

    /// Version 2: the account's record counts the restorations from backups, and conversations
    /// speak to groups.
    ///
    /// Nobody speaks what version 1 spoke any more: contacts, threads and what waits are kept, keys
    /// are put away as after a restoration.
    private static let conversationsHaveGroups = VaultMigration(from: 1) { records in
        guard let old = try records.value(Account.recordKey) else { return }
        do {
            var account = try Account(decodingVersion1: old)
            account.markBroughtUp()
            try records.put(Account.recordKey, try account.encoded())
            for (key, value) in try records.all(.conversation) {
                try records.put(key, try ConversationMigration.fromVersion1(value))
            }
        } catch let error as VaultError {
            throw error
        } catch is DecodingError {
            throw VaultError.damaged("an unreadable record")
        }
    }

    /// Version 3: messages are found by their identifiers, since others speak of them.
    private static let messagesAreFoundByIdentifier = VaultMigration(from: 2) { records in
        guard let record = try records.value(Account.recordKey) else { return }
        do {
            let account = try Account(decoding: record)
            for (_, value) in try records.all(.conversation) {
                let index = try MessageIndexMigration(conversation: value, account)
                for message in try records.messages(of: index.conversation) {
                    guard
                        case .put(let key, let entry)? = index.adding(
                            message,
                            to: try records.value(MessageIndex.key(index.conversation, message.id)))
                    else { continue }
                    try records.put(key, entry)
                }
            }
        } catch let error as VaultError {
            throw error
        } catch is DecodingError {
            throw VaultError.damaged("an unreadable record")
        }
    }
}
