/// Why a chat export cannot be read at all.
public enum ChatImportError: Error, Equatable, CustomStringConvertible {
    case cannotOpen
    /// No line looks like the beginning of a message.
    case noMessages
    /// The dates fit both day/month and month/day: ask the person.
    case ambiguousDates
    case tooLarge(limitBytes: Int)
    case archiveDamaged(String)
    /// The archive names a file outside of itself, or expands beyond all measure.
    case archiveRefused(String)
    case noChatInArchive
    case severalChatsInArchive([String])

    /// The reason in words.
    public var description: String {
        switch self {
        case .cannotOpen: "cannot be opened"
        case .noMessages: "no line begins like a message of a chat export"
        case .ambiguousDates: "the dates fit both day/month and month/day"
        case .tooLarge(let limit):
            "the chat is larger than \(limit / 1_048_576) MiB, unpacked: refused"
        case .archiveDamaged(let what): "the archive is damaged: \(what)"
        case .archiveRefused(let what): "the archive is refused: \(what)"
        case .noChatInArchive: "the archive holds no chat (.txt)"
        case .severalChatsInArchive(let names):
            "the archive holds several chats: \(names.joined(separator: ", "))"
        }
    }
}
