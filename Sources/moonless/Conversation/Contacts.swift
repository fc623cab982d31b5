import Agent
import ArgumentParser

struct Contacts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the contacts.",
        discussion: """
            A contact is there from 'invite --name' or 'accept' on. It is 'invited' until the
            link is used, 'knocking' until the inviter has seen the answer, 'introducing' while
            keys are on their way, then 'active', and 'gone' once the contact has deleted its
            account. Texts can be sent at any time before that; they wait.
            """)

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let contacts = try await options.agent().get("conversations", as: ConversationsBody.self)
            .conversations
        for contact in contacts {
            Console.line(options.json ? JSONLine.text(contact) : Self.line(contact))
        }
        if contacts.isEmpty, !options.json, Console.outputIsTerminal {
            Console.error("No contacts yet: 'moonless invite' makes a link for somebody.")
        }
    }

    private static func line(_ contact: ConversationBody) -> String {
        var notes = [contact.phase]
        if contact.verified { notes.append("verified") }
        if contact.settings.blocked { notes.append("blocked") }
        if contact.settings.muted { notes.append("muted") }
        if contact.settings.archived { notes.append("archived") }
        if contact.settings.pinned { notes.append("pinned") }
        if let lifetime = contact.settings.lifetime {
            notes.append("messages disappear \(lifetime.seconds) s after \(lifetime.from)")
        }
        if contact.unread > 0 { notes.append("\(contact.unread) unread") }
        if contact.waiting > 0 { notes.append("\(contact.waiting) not yet delivered") }
        if let notice = contact.notice { notes.append(TerminalText.safe(notice)) }
        return "\(contact.id.prefix(8))  \(TerminalText.safeName(contact.name))  "
            + "(\(notes.joined(separator: ", ")))"
    }
}
