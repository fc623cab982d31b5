/// Makes what others wrote harmless to a terminal: its control characters could move the cursor,
/// rename the window or forge lines, and marks of direction could make a name read as another.
package enum TerminalText {
    private static let replacement: Unicode.Scalar = "\u{FFFD}"

    /// Controls (C0, DEL, C1), marks that override or isolate direction, and separators of lines.
    package static func isDangerous(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069, 0x2028, 0x2029: true
        default: false
        }
    }

    /// Characters that one does not see, or that change what follows: not in a name.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x061C, 0x200B...0x200F, 0x2060...0x2064, 0xFEFF, 0x00AD, 0xE0000...0xE007F: true
        default: false
        }
    }

    /// For a line that stands alone: an error, a value.
    package static func safe(_ text: String) -> String {
        replacing(text) { isDangerous($0) }
    }

    package static func safeName(_ name: String) -> String {
        replacing(name) { isDangerous($0) || isInvisible($0) }
    }

    /// A message's text: its line breaks stay, each further line indented, so that no text can
    /// pass for a line of somebody else's.
    package static func safeMessage(_ text: String, indentation: String = "    ") -> String {
        let tidy = text.replacing("\r\n", with: "\n").replacing("\t", with: "    ")
        return tidy.split(separator: "\n", omittingEmptySubsequences: false)
            .map { safe(String($0)) }
            .joined(separator: "\n" + indentation)
    }

    private static func replacing(
        _ text: String, where isBad: (Unicode.Scalar) -> Bool
    ) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { result.append(isBad(scalar) ? replacement : scalar) }
        return String(result)
    }
}
