import Agent

/// The bottom line of a chat, where one types, and the lines that appear above it.
///
/// Uses nothing but carriage return and spaces, so that every terminal understands it.
struct ChatScreen {
    private static let columnMargin = 1

    private let isTerminal: Bool
    private let name: String
    private var shownWidth = 0
    /// Own texts not yet delivered.
    var waiting = 0
    var isConnected = false
    /// Who is writing, as far as they say so.
    var writers: [String] = []

    init(name: String, isTerminal: Bool) {
        self.name = TerminalText.safeName(name)
        self.isTerminal = isTerminal
    }

    private var prompt: String {
        var notes: [String] = []
        if !isConnected { notes.append("not connected") }
        if !writers.isEmpty {
            let names = writers.map { TerminalText.safeName($0) }
            notes.append("\(names.joined(separator: ", ")) writing")
        }
        if waiting > 0 { notes.append("\(waiting) waiting") }
        return (notes.isEmpty ? "" : "[\(notes.joined(separator: ", "))] ") + "> "
    }

    /// Prints a line above the one that is being typed.
    mutating func show(_ line: String, typed: String) {
        erase()
        Console.line(line)
        draw(typed)
    }

    mutating func draw(_ typed: String) {
        guard isTerminal else { return }
        erase()
        let prompt = prompt
        // Of a long text the end is shown: the line must not wrap, or it could not be erased.
        let room = max(8, Console.width - prompt.count - Self.columnMargin)
        var shown = Substring(TerminalText.safe(typed))
        while Self.columns(shown) > room { shown.removeFirst() }
        shownWidth = prompt.count + Self.columns(shown)
        Console.raw(prompt + shown)
    }

    mutating func erase() {
        guard isTerminal, shownWidth > 0 else { return }
        Console.raw("\r" + String(repeating: " ", count: shownWidth) + "\r")
        shownWidth = 0
    }

    /// Columns that a text takes: East Asian wide characters and pictures take two.
    static func columns(_ text: Substring) -> Int {
        text.reduce(0) { sum, character in
            guard let scalar = character.unicodeScalars.first else { return sum }
            let isWide =
                switch scalar.value {
                case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
                    0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF,
                    0x20000...0x3FFFD:
                    true
                default: false
                }
            return sum + (isWide ? 2 : 1)
        }
    }
}
