package import ClientCore

/// What happens in a running client, for those who show it.
package enum RuntimeEvent: Sendable, Equatable {
    case connection(ConnectionStatus)
    /// What keeps the vault from storing; nil when it does again.
    case trouble(String?)
    case message(MessageRecord)
    case conversation(ConversationSummary)
    case round(UInt64, answered: Bool)
    case notice(ClientNotice)
}
