/// Walks along a line by Unicode scalars, knowing the spaces and marks that exports are full of.
struct ScalarScanner {
    private let scalars: String.UnicodeScalarView
    private var position: String.UnicodeScalarView.Index

    init(_ line: String) {
        scalars = line.unicodeScalars
        position = scalars.startIndex
    }

    var isAtEnd: Bool { position == scalars.endIndex }

    var rest: String { String(scalars[position...]) }

    /// Marks without width: byte order mark, directions.
    static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x200B...0x200F, 0x202A...0x202E, 0x2060, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }

    /// Spaces of any width, and marks without any.
    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20, 0x09, 0xA0, 0x202F, 0x2009, 0x2007: true
        default: isInvisible(scalar)
        }
    }

    @discardableResult
    mutating func skip(while isSkipped: (Unicode.Scalar) -> Bool) -> Int {
        var skipped = 0
        while position < scalars.endIndex, isSkipped(scalars[position]) {
            position = scalars.index(after: position)
            skipped += 1
        }
        return skipped
    }

    mutating func skipInvisible() {
        skip(while: Self.isInvisible)
    }

    @discardableResult
    mutating func skipSpaces() -> Int {
        skip(while: Self.isSpace)
    }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard position < scalars.endIndex, scalars[position] == scalar else { return false }
        position = scalars.index(after: position)
        return true
    }

    /// A whole number of at most so many digits, of any of the scripts that exports use.
    mutating func number(maxDigits: Int) -> (value: Int, digits: Int)? {
        var value = 0
        var digits = 0
        while position < scalars.endIndex, let digit = Self.digit(scalars[position]) {
            guard digits < maxDigits else { return nil }
            value = value * 10 + digit
            digits += 1
            position = scalars.index(after: position)
        }
        return digits == 0 ? nil : (value, digits)
    }

    /// Takes the first of some words that stands here, whatever its case and kind of spaces, and
    /// gives the meaning that goes with it.
    mutating func takeWord(from words: [(word: String, value: Bool)]) -> Bool? {
        for (word, value) in words {
            var probe = position
            let matches = word.unicodeScalars.allSatisfy { wanted in
                if Self.isSpace(wanted) {
                    while probe < scalars.endIndex, Self.isSpace(scalars[probe]) {
                        probe = scalars.index(after: probe)
                    }
                    return true
                }
                guard probe < scalars.endIndex,
                    scalars[probe].properties.lowercaseMapping == String(Character(wanted))
                else { return false }
                probe = scalars.index(after: probe)
                return true
            }
            if matches {
                position = probe
                return value
            }
        }
        return nil
    }

    private static func digit(_ scalar: Unicode.Scalar) -> Int? {
        switch scalar.value {
        case 0x30...0x39: Int(scalar.value - 0x30)
        case 0x660...0x669: Int(scalar.value - 0x660)
        case 0x6F0...0x6F9: Int(scalar.value - 0x6F0)
        case 0x966...0x96F: Int(scalar.value - 0x966)
        default: nil
        }
    }
}
