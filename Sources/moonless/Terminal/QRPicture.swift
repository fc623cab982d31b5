import Agent

/// A QR code drawn with half blocks: two rows of modules to a line.
package struct QRPicture {
    private static let quietZone = 2

    private let code: QRCode

    /// - Returns: nil if the text is too long for a QR code.
    package init?(_ text: String) {
        guard let code = QRCode(text) else { return nil }
        self.code = code
    }

    /// Columns that the picture needs.
    package var columnCount: Int { code.width + 2 * Self.quietZone }

    /// Dark modules on a light ground whatever the terminal's colours are: readers want it so.
    package var lines: [String] {
        let range = -Self.quietZone..<code.width + Self.quietZone
        return stride(from: range.lowerBound, to: range.upperBound, by: 2).map { row in
            let blocks = range.map { column in
                switch (code.isDark(row, column), code.isDark(row + 1, column)) {
                case (true, true): " "
                case (true, false): "\u{2584}"
                case (false, true): "\u{2580}"
                case (false, false): "\u{2588}"
                }
            }
            return "\u{1B}[40;97m" + blocks.joined() + "\u{1B}[0m"
        }
    }

    /// Draws the text's code if the terminal is wide enough.
    static func show(_ text: String) {
        guard Console.outputIsTerminal, let picture = QRPicture(text) else { return }
        guard picture.columnCount <= Console.width else {
            Console.error("(The QR code needs \(picture.columnCount) columns: widen the terminal.)")
            return
        }
        for line in picture.lines { Console.line(line) }
    }
}
