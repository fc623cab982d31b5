import ClientCore

/// Texts that were begun and not sent; they lie in the vault like everything else.
extension ClientRuntime {
    private static let prefix = "draft/"

    package func draft(of conversation: String) -> String { drafts[conversation] ?? "" }

    /// - Parameter text: empty for none.
    /// - Throws: `CommandError` or ``VaultError``; the draft is then as before.
    package func setDraft(_ text: String, of id: String) throws {
        _ = try conversation(id)
        guard text.utf8.count <= ClientEngine.textLimit else {
            throw CommandError.textTooLong(limit: ClientEngine.textLimit)
        }
        guard text != draft(of: id) else { return }
        let key = RecordKey(.account, Self.prefix + id)
        try records.apply([text.isEmpty ? .delete(key) : .put(key, value: Array(text.utf8))])
        drafts[id] = text.isEmpty ? nil : text
    }

    /// The drafts among the vault's records.
    ///
    /// What was begun for somebody who is no contact any more is nobody's: it is removed, at a later
    /// start if the disk is full now.
    static func drafts(
        in records: [RecordKey: [UInt8]], of vault: Vault
    ) -> [String: String] {
        var drafts: [String: String] = [:]
        var orphans: [RecordChange] = []
        for (key, value) in records
        where key.collection == .account && key.key.hasPrefix(prefix) {
            let id = String(key.key.dropFirst(prefix.count))
            if records[RecordKey(.conversation, id)] == nil {
                orphans.append(.delete(key))
            } else {
                drafts[id] = String(decoding: value, as: UTF8.self)
            }
        }
        try? vault.apply(orphans)
        return drafts
    }
}
