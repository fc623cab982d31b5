/// What a program around the engine may want to show.
package enum ClientEvent: Sendable, Equatable {
    /// A session with both servers is open; frames can be made.
    case connected
    case disconnected(reason: ConnectionTrouble)
    /// A message came, or an own one changed its state.
    case message(MessageRecord)
    /// A contact's phase, name or verification changed.
    case conversation(ConversationSummary)
    /// A round was answered (or missed): for indicators of the rhythm.
    case round(UInt64, answered: Bool)
    case notice(ClientNotice)
}
