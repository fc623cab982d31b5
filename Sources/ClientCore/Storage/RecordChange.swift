/// One change of the vault.
///
/// Changes that belong together are applied in one transaction, before any effect of theirs shows
/// on the wire or on the screen.
package enum RecordChange: Sendable, Equatable {
    case put(RecordKey, value: [UInt8])
    case delete(RecordKey)
    /// Deletes all messages, places or parts of a conversation: keys that begin with it and `/`.
    case clear(RecordKey.Collection, String)
}
