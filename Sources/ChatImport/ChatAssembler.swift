/// A message with its lines together, before its date is understood.
struct ChatDraft {
    let line: Int
    let header: ChatHeader
    let firstLine: String
    /// Header, author and text in one, without the lines that follow.
    var text: String
    let author: String?
    /// Whether the text began with the mark that iOS puts before its own lines.
    let isMarked: Bool

    var wholeText: String { firstLine }
}

/// Puts lines together to messages.
enum ChatAssembler {
    static func assemble(_ text: [UInt8]) -> (
        drafts: [ChatDraft], problems: [ChatExport.Problem]
    ) {
        var drafts: [ChatDraft] = []
        var problems: [ChatExport.Problem] = []
        var blankLines = 0
        for (index, line) in lines(text).enumerated() {
            if let header = HeaderParser.parse(line) {
                drafts.append(draft(header, line: line, number: index + 1))
                blankLines = 0
            } else if drafts.isEmpty {
                let isBlank = line.unicodeScalars.allSatisfy(ScalarScanner.isSpace)
                if !isBlank {
                    problems.append(
                        ChatExport.Problem(
                            line: index + 1, reason: "a line before the first message", text: line))
                }
            } else if line.isEmpty {
                // Kept only if more of the same message follows.
                blankLines += 1
            } else {
                let gap = String(repeating: "\n", count: blankLines + 1)
                drafts[drafts.count - 1].text += gap + line
                blankLines = 0
            }
        }
        return (drafts, problems)
    }

    private static func draft(_ header: ChatHeader, line: String, number: Int) -> ChatDraft {
        let (author, text) = splitAuthor(header.rest)
        let isMarked = text.unicodeScalars.first == "\u{200E}"
        return ChatDraft(
            line: number, header: header, firstLine: line, text: text, author: author,
            isMarked: isMarked)
    }

    /// The author ends at the first colon that a space or the end of the line follows.
    private static func splitAuthor(_ rest: String) -> (author: String?, text: String) {
        let scalars = rest.unicodeScalars
        var position = scalars.startIndex
        while let colon = scalars[position...].firstIndex(of: ":") {
            let after = scalars.index(after: colon)
            if after == scalars.endIndex || scalars[after] == " " || scalars[after] == "\u{A0}" {
                let author = trimmed(String(scalars[..<colon]))
                guard !author.isEmpty else { return (nil, rest) }
                let text =
                    after == scalars.endIndex
                    ? "" : String(scalars[scalars.index(after: after)...])
                return (author, text)
            }
            position = after
        }
        return (nil, rest)
    }

    private static func trimmed(_ text: String) -> String {
        var view = text.unicodeScalars[...]
        while let first = view.first, ScalarScanner.isSpace(first) { view = view.dropFirst() }
        while let last = view.last, ScalarScanner.isSpace(last) { view = view.dropLast() }
        return String(view)
    }

    /// Splits at LF, CR and CRLF; a byte order mark at the start is dropped.
    private static func lines(_ bytes: [UInt8]) -> [String] {
        var lines: [String] = []
        var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 0x0A || byte == 0x0D {
                lines.append(String(decoding: bytes[start..<index], as: UTF8.self))
                if byte == 0x0D, index + 1 < bytes.count, bytes[index + 1] == 0x0A { index += 1 }
                start = index + 1
            }
            index += 1
        }
        if start < bytes.count {
            lines.append(String(decoding: bytes[start...], as: UTF8.self))
        }
        return lines
    }
}
