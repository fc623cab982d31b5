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
    package static let all = [accountKnowsItsRestorations]

    /// Version 2: the account's record counts the restorations from backups.
    private static let accountKnowsItsRestorations = VaultMigration(from: 1) { records in
        guard let old = try records.value(Account.recordKey) else { return }
        let account: Account
        do {
            account = try Account(decodingVersion1: old)
        } catch {
            throw VaultError.damaged("an unreadable account")
        }
        try records.put(Account.recordKey, try account.encoded())
    }
}
