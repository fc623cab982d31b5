/// Splits one line of a table into its fields.
struct FieldSplitter: Sendable {
    let separator: UInt8

    /// The separator that a line uses: tab, semicolon, comma, else a space.
    init(guessing line: [UInt8]) {
        separator = [0x09, 0x3B, 0x2C].first { line.contains($0) } ?? 0x20
    }

    init(separator: UInt8) {
        self.separator = separator
    }

    /// The fields, unquoted and trimmed; nil when a quote never ends.
    func fields(_ line: [UInt8]) -> [String]? {
        guard line.contains(0x22) else {
            let isSpace = separator == 0x20
            return line.split(separator: separator, omittingEmptySubsequences: isSpace)
                .map { Self.text($0) }
        }
        return quotedFields(line)
    }

    private func quotedFields(_ line: [UInt8]) -> [String]? {
        var fields: [String] = []
        var field: [UInt8] = []
        var isQuoted = false
        var index = 0
        while index < line.count {
            let byte = line[index]
            if byte == 0x22 {
                if isQuoted, index + 1 < line.count, line[index + 1] == 0x22 {
                    field.append(byte)
                    index += 1
                } else {
                    isQuoted.toggle()
                }
            } else if byte == separator, !isQuoted {
                fields.append(Self.text(field[...]))
                field = []
            } else {
                field.append(byte)
            }
            index += 1
        }
        guard !isQuoted else { return nil }
        return fields + [Self.text(field[...])]
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        var slice = bytes
        while let first = slice.first, first == 0x20 || first == 0x09 { slice = slice.dropFirst() }
        while let last = slice.last, last == 0x20 || last == 0x09 { slice = slice.dropLast() }
        return String(decoding: slice, as: UTF8.self)
    }
}
