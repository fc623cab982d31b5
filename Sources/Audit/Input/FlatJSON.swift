/// Reads one JSON object without nesting, as logs in JSON lines have them.
struct FlatJSON {
    private let bytes: [UInt8]
    private var position = 0

    /// The members of the object as text; nil when the line is anything else.
    static func members(_ line: [UInt8]) -> [String: String]? {
        var parser = FlatJSON(bytes: line)
        return parser.object()
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func object() -> [String: String]? {
        guard take(0x7B) else { return nil }
        var members: [String: String] = [:]
        if take(0x7D) { return isAtEnd ? members : nil }
        while true {
            guard let key = string(), take(0x3A), let value = scalar() else { return nil }
            members[key] = value
            if take(0x2C) { continue }
            guard take(0x7D), isAtEnd else { return nil }
            return members
        }
    }

    private var isAtEnd: Bool {
        bytes[position...].allSatisfy { $0 == 0x20 || $0 == 0x09 }
    }

    private mutating func skipSpace() {
        while position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x09 {
            position += 1
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func scalar() -> String? {
        skipSpace()
        guard position < bytes.count else { return nil }
        if bytes[position] == 0x22 { return string() }
        let start = position
        while position < bytes.count, ![0x2C, 0x7D, 0x20].contains(bytes[position]) {
            guard bytes[position] != 0x7B, bytes[position] != 0x5B else { return nil }
            position += 1
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if text == "null" { return "" }
        return text == "true" || text == "false" || Double(text) != nil ? text : nil
    }

    private mutating func string() -> String? {
        guard take(0x22) else { return nil }
        var text: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == 0x22 { return String(decoding: text, as: UTF8.self) }
            guard byte == 0x5C else {
                text.append(byte)
                continue
            }
            guard let escaped = escape() else { return nil }
            text.append(contentsOf: escaped)
        }
        return nil
    }

    private mutating func escape() -> [UInt8]? {
        guard position < bytes.count else { return nil }
        let byte = bytes[position]
        position += 1
        switch byte {
        case 0x22, 0x5C, 0x2F: return [byte]
        case 0x6E: return [0x0A]
        case 0x74: return [0x09]
        case 0x72: return [0x0D]
        case 0x62: return [0x08]
        case 0x66: return [0x0C]
        case 0x75: return unicodeEscape()
        default: return nil
        }
    }

    private mutating func unicodeEscape() -> [UInt8]? {
        guard let high = hex() else { return nil }
        guard (0xD800..<0xDC00).contains(high) else {
            return Unicode.Scalar(high).map { Array(String(Character($0)).utf8) }
        }
        guard position + 1 < bytes.count, bytes[position] == 0x5C, bytes[position + 1] == 0x75
        else { return nil }
        position += 2
        guard let low = hex(), (0xDC00..<0xE000).contains(low) else { return nil }
        let scalar = 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)
        return Unicode.Scalar(scalar).map { Array(String(Character($0)).utf8) }
    }

    private mutating func hex() -> UInt32? {
        guard position + 4 <= bytes.count else { return nil }
        let text = String(decoding: bytes[position..<(position + 4)], as: UTF8.self)
        position += 4
        return UInt32(text, radix: 16)
    }
}
