/// Something passing, or something that is gone.
package enum ClientNotice: Sendable, Equatable {
    /// A message disappeared, or the person deleted it here.
    case removed(conversation: String, sequence: UInt64, id: String)
    /// A conversation is gone with all that was in it.
    case forgotten(conversation: String)
    /// Somebody writes; shown for a few seconds.
    case typing(conversation: String, from: String)
    case transfer(TransferSummary)
    /// Somebody came by a reusable link, or was let in or sent away.
    case requests
}
