/// One change of the vault.
///
/// Changes that belong together are applied in one transaction, before any effect of theirs shows
/// on the wire or on the screen.
package enum RecordChange: Sendable, Equatable {
    case put(RecordKey, value: [UInt8])
    case delete(RecordKey)
}
