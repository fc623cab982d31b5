/// One message, or one line of the application itself, of an exported chat.
public struct ChatMessage: Sendable, Equatable {
    /// What a message carries.
    public enum Content: Sendable, Equatable {
        case text
        /// A line of the application: somebody joined, the encryption changed.
        case system
        /// Something that the export left out.
        case mediaOmitted
        /// A file that travels with the export, by its name.
        case attachment(String)
        case deleted
        case missedCall
        case location
    }

    /// The line of the file on which the message begins, from 1.
    public let line: Int
    /// When it was written, on the wall clock of the exporting phone.
    public let time: ChatTime
    /// Who wrote it; nil for a line of the application without an author.
    public let author: String?
    /// The text, lines joined by `\n`, without invisible marks at its start.
    public var text: String
    /// What it carries.
    public var content: Content
    /// Whether its author changed it later.
    public var isEdited: Bool

    /// Makes a message from its parts.
    public init(
        line: Int, time: ChatTime, author: String?, text: String, content: Content,
        isEdited: Bool = false
    ) {
        self.line = line
        self.time = time
        self.author = author
        self.text = text
        self.content = content
        self.isEdited = isEdited
    }
}
