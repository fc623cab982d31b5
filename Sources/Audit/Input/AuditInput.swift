package import ChatImport

/// One input as it was understood.
package enum AuditInput: Sendable {
    case messages(MessageLog)
    case sealed(DeliveryLog)
    case checkIns(CheckInLog)
    case contacts(ContactList)
    case chat(ChatExport)
    case recording(Recording)
    case export(ServerExport)
}
