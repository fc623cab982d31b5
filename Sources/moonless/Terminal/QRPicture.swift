import CQRCode

/// A QR code drawn with half blocks: two rows of modules to a line.
package struct QRPicture {
    private static let quietZone = 2

    private let width: Int
    private let isDark: [Bool]

    /// - Returns: nil if the text is too long for a QR code.
    package init?(_ text: String) {
        guard let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_L) else { return nil }
        defer { QRcode_free(code) }
        let width = Int(code.pointee.width)
        self.width = width
        isDark = (0..<width * width).map { code.pointee.data[$0] & 1 == 1 }
    }

    /// Columns that the picture needs.
    package var columnCount: Int { width + 2 * Self.quietZone }

    /// Dark modules on a light ground whatever the terminal's colours are: readers want it so.
    package var lines: [String] {
        let range = -Self.quietZone..<width + Self.quietZone
        return stride(from: range.lowerBound, to: range.upperBound, by: 2).map { row in
            let blocks = range.map { column in
                switch (dark(row, column), dark(row + 1, column)) {
                case (true, true): " "
                case (true, false): "\u{2584}"
                case (false, true): "\u{2580}"
                case (false, false): "\u{2588}"
                }
            }
            return "\u{1B}[40;97m" + blocks.joined() + "\u{1B}[0m"
        }
    }

    private func dark(_ row: Int, _ column: Int) -> Bool {
        guard (0..<width).contains(row), (0..<width).contains(column) else { return false }
        return isDark[row * width + column]
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
