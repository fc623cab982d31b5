/// A line as it is typed: bytes in, lines out.
///
/// Knows no terminal.
package struct LineEditor {
    package enum Outcome: Equatable {
        case line(String)
        /// Ctrl-D on an empty line.
        case end
        /// Ctrl-C.
        case interrupt
    }

    private enum Sequence {
        case none, escape, control
    }

    package private(set) var text = ""
    /// Bytes of a character that is not yet complete.
    private var partial: [UInt8] = []
    private var sequence = Sequence.none

    package init() {}

    package mutating func feed(_ bytes: [UInt8]) -> [Outcome] { bytes.compactMap { feed($0) } }

    private mutating func feed(_ byte: UInt8) -> Outcome? {
        if skipsSequence(byte) { return nil }
        switch byte {
        case 0x03: return .interrupt
        case 0x04: return text.isEmpty ? .end : nil
        case 0x0A, 0x0D:
            defer { text = "" }
            return .line(text)
        case 0x08, 0x7F:
            if !text.isEmpty { text.removeLast() }
        case 0x15: text = ""
        case 0x17: removeWord()
        case 0x1B: sequence = .escape
        case 0x20...: append(byte)
        default: break
        }
        return nil
    }

    /// Arrow keys and the like are sequences that begin with an escape; they do nothing here.
    private mutating func skipsSequence(_ byte: UInt8) -> Bool {
        switch sequence {
        case .none: return false
        case .escape:
            sequence = byte == UInt8(ascii: "[") || byte == UInt8(ascii: "O") ? .control : .none
        case .control:
            if (0x40...0x7E).contains(byte) { sequence = .none }
        }
        return true
    }

    private mutating func append(_ byte: UInt8) {
        partial.append(byte)
        if let complete = String(validating: partial, as: UTF8.self) {
            text += complete
            partial = []
        } else if partial.count >= 4 {
            partial = []
        }
    }

    private mutating func removeWord() {
        while text.last == " " { text.removeLast() }
        while let last = text.last, last != " " { text.removeLast() }
    }
}
