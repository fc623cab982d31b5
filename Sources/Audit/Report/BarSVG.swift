/// Horizontal bars.
enum BarSVG {
    private static let labelWidth = 210.0
    private static let barWidth = 400.0
    private static let rowHeight = 26.0

    static func figure(_ chart: BarChart) -> String {
        let most = max(chart.bars.map(\.value).max() ?? 1, chart.chance ?? 0, 1e-9)
        let top = chart.bars.allSatisfy { $0.value <= 1 } && most > 0.5 ? 1 : most
        let rows = chart.bars.enumerated().map { index, bar -> String in
            let y = Double(index) * rowHeight
            let length = HTML.coordinate(max(bar.value, 0) / top * barWidth, 1)
            return "<text x=\"0\" y=\"\(y + 16)\">\(HTML.escaped(bar.label))</text>"
                + "<rect class=\"track\" opacity=\".5\" x=\"\(labelWidth)\" y=\"\(y + 5)\" "
                + "width=\"\(barWidth)\" height=\"15\" rx=\"4\"/>"
                + "<rect class=\"bar\" x=\"\(labelWidth)\" y=\"\(y + 5)\" width=\"\(length)\" "
                + "height=\"15\" rx=\"4\"/><text x=\"\(labelWidth + barWidth + 10)\" "
                + "y=\"\(y + 16)\">\(HTML.escaped(bar.text))</text>"
        }
        let height = Double(chart.bars.count) * rowHeight + 6
        let chance = chart.chance.map { value -> String in
            let x = HTML.coordinate(labelWidth + value / top * barWidth, 1)
            return "<path class=\"tick\" d=\"M\(x) 0V\(height - 4)\"/>"
        }
        let label =
            chart.title + ": "
            + chart.bars.map { "\($0.label) \($0.text)" }.joined(separator: "; ")
        return """
            <figure><svg viewBox="0 0 690 \(Int(height))" role="img" aria-label="\(HTML.escaped(label))">
            \(rows.joined())\(chance ?? "")</svg><figcaption>\(HTML.escaped(chart.title))\
            \(chart.chance == nil ? "" : ". The upright line is chance").</figcaption></figure>
            """
    }
}
