import Agent

/// A message as a line of the terminal.
enum MessageLine {
    /// - Parameter reads: how far others said to have read.
    static func text(
        _ message: MessageBody, reads: [ReadBody] = [], withContact: Bool = false,
        withNumber: Bool = false
    ) -> String {
        let number = withNumber ? "#\(message.sequence)  " : ""
        let time = number + LocalTime.text(message.sentAt)
        let place = withContact ? "\(TerminalText.safeName(message.contact)) | " : ""
        let text = content(message)
        guard message.isText else { return "\(time)  \(place)* \(text)" }
        guard let from = message.from else {
            return "\(time)  \(place)me: \(text)  (\(state(message, reads)))"
        }
        return "\(time)  \(place)\(TerminalText.safeName(from)): \(text)"
    }

    /// How far an own message has come, and who said to have read it.
    private static func state(_ message: MessageBody, _ reads: [ReadBody]) -> String {
        let readers = reads.filter { $0.sequence >= message.sequence }
            .map { TerminalText.safeName($0.name) }
        return readers.isEmpty ? message.state : "read by \(readers.joined(separator: ", "))"
    }

    /// The text with what belongs to it, in words.
    private static func content(_ message: MessageBody) -> String {
        if message.deleted == true { return "(deleted)" }
        var parts: [String] = []
        if message.imported == true { parts.append("(imported, not verified)") }
        if message.forwarded == true { parts.append("(forwarded)") }
        if let reply = message.reply {
            parts.append("(answers “\(shortened(reply.text))”)")
        }
        if let file = message.file {
            let state = file.state == "complete" ? "" : ", \(file.state)"
            parts.append(
                "[\(file.role) \(TerminalText.safeName(file.name)), \(file.size) bytes\(state)]")
        }
        if !message.text.isEmpty { parts.append(TerminalText.safeMessage(message.text)) }
        if message.editedAt != nil { parts.append("(edited)") }
        if message.disappearsAt != nil { parts.append("(disappears)") }
        let reactions = (message.reactions ?? []).map { reaction in
            "\(TerminalText.safe(reaction.emoji)) \(TerminalText.safeName(reaction.from ?? "me"))"
        }
        if !reactions.isEmpty { parts.append("[\(reactions.joined(separator: ", "))]") }
        return parts.joined(separator: " ")
    }

    private static func shortened(_ text: String) -> String {
        let line = TerminalText.safe(String(text.prefix { !$0.isNewline }))
        return line.count <= 40 ? line : line.prefix(39) + "\u{2026}"
    }
}
