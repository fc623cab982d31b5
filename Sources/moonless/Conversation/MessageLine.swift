import Agent

/// A message as a line of the terminal.
enum MessageLine {
    static func text(_ message: MessageBody, withContact: Bool = false) -> String {
        let time = LocalTime.text(message.sentAt)
        let place = withContact ? "\(TerminalText.safeName(message.contact)) | " : ""
        let text = TerminalText.safeMessage(message.text)
        guard message.isText else { return "\(time)  \(place)* \(text)" }
        guard let from = message.from else {
            return "\(time)  \(place)me: \(text)  (\(message.state))"
        }
        return "\(time)  \(place)\(TerminalText.safeName(from)): \(text)"
    }
}
