/// A chat as WhatsApp exports it, in the order of the file.
public struct ChatExport: Sendable {
    /// Something that could not be understood as it stands, and where.
    public struct Problem: Sendable, Equatable {
        /// The line of the file, from 1.
        public let line: Int
        /// What is wrong with it.
        public let reason: String
        /// The line itself, or its beginning.
        public let text: String

        init(line: Int, reason: String, text: String) {
            self.line = line
            self.reason = reason
            self.text = String(text.prefix(Self.textLimit))
        }

        private static let textLimit = 200
    }

    /// The largest text that is read, in bytes; exports stop at 40,000 messages.
    public static let textLimitBytes = 256 << 20

    /// All messages and application lines.
    public let messages: [ChatMessage]
    /// The order of the dates' numbers, given or found.
    public let dateOrder: DateOrder
    /// Lines that were not understood; their text is kept where it can be.
    public let problems: [Problem]

    /// Everybody who wrote, in the order of first appearance.
    public var authors: [String] {
        var seen = Set<String>()
        return messages.compactMap { message in
            guard message.content != .system, let author = message.author else { return nil }
            return seen.insert(author).inserted ? author : nil
        }
    }

    /// Reads the text of an export.
    ///
    /// - Parameter dateOrder: Taken instead of what the dates themselves suggest.
    public init(text: [UInt8], dateOrder: DateOrder? = nil) throws(ChatImportError) {
        guard text.count <= Self.textLimitBytes else {
            throw .tooLarge(limitBytes: Self.textLimitBytes)
        }
        let assembled = ChatAssembler.assemble(text)
        guard !assembled.drafts.isEmpty else { throw .noMessages }
        let order: DateOrder
        if let dateOrder {
            order = dateOrder
        } else {
            order = try DateOrderFinder.find(assembled.drafts)
        }
        var problems = assembled.problems
        var messages: [ChatMessage] = []
        for draft in assembled.drafts {
            guard let time = draft.header.time(order) else {
                problems.append(
                    Problem(
                        line: draft.line, reason: "no such date or time", text: draft.wholeText))
                Self.append(draft.wholeText, toLastOf: &messages)
                continue
            }
            messages.append(ContentClassifier.message(draft, time: time))
        }
        guard !messages.isEmpty else { throw .noMessages }
        self.messages = messages
        self.dateOrder = order
        self.problems = problems
    }

    /// Whether a line begins like a message of an export.
    public static func looksLikeHeader(_ line: String) -> Bool {
        HeaderParser.parse(line) != nil
    }

    private static func append(_ text: String, toLastOf messages: inout [ChatMessage]) {
        guard !messages.isEmpty else { return }
        messages[messages.count - 1].text += "\n" + text
    }
}
