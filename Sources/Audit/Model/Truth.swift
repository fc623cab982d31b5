/// What is known about an input, by which its attacks are scored.
package enum Truth: Sendable {
    /// Who knows whom.
    case contacts(ContactList)
    /// Who really wrote to whom, and when.
    case messages(MessageLog)

    package var contacts: ContactList {
        switch self {
        case .contacts(let list): return list
        case .messages(let log):
            var list = ContactList(users: log.users)
            for pair in log.partners().pairs { list.append(pair.first, pair.second) }
            return list
        }
    }
}
