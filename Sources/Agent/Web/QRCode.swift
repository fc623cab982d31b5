import CQRCode

/// A QR code: its modules, to be drawn.
package struct QRCode: Sendable {
    private static let quietZone = 4

    /// Modules in a row; there are as many rows.
    package let width: Int
    private let modules: [Bool]

    /// - Returns: nil if the text is empty or too long for a QR code.
    package init?(_ text: String) {
        guard let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_L) else { return nil }
        defer { QRcode_free(code) }
        let width = Int(code.pointee.width)
        self.width = width
        modules = (0..<width * width).map { code.pointee.data[$0] & 1 == 1 }
    }

    /// Whether a module is dark; those around the code are light.
    package func isDark(_ row: Int, _ column: Int) -> Bool {
        guard (0..<width).contains(row), (0..<width).contains(column) else { return false }
        return modules[row * width + column]
    }

    /// The code as a picture that scales: dark on white whatever the page's colours are, since
    /// readers want it so.
    package var svg: String {
        var path = ""
        for row in 0..<width {
            for column in 0..<width where isDark(row, column) {
                path += "M\(column + Self.quietZone) \(row + Self.quietZone)h1v1h-1z"
            }
        }
        let size = width + 2 * Self.quietZone
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(size) \(size)\" "
            + "shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h\(size)v\(size)H0z\"/>"
            + "<path d=\"\(path)\"/></svg>\n"
    }
}
