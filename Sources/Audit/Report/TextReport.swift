/// The findings for a terminal.
package struct TextReport {
    private let findings: Findings

    package init(_ findings: Findings) {
        self.findings = findings
    }

    package var text: String {
        findings.inputs.map(Self.input).joined(separator: "\n")
    }

    private static func input(_ input: InputFindings) -> String {
        let report = input.report
        var lines = [
            "\(report.fileName): \(report.kind.title)",
            "  \(report.rowCount) rows read; \(report.understanding)",
        ]
        lines += report.rejections.map {
            "  left out: \($0.count) x \($0.reason), first in line \($0.firstLine)"
        }
        lines += report.notes.map { "  note: \($0)" }
        lines += input.headlines.map { "  * \($0)" }
        for section in input.sections { lines += ["", "  \(section.title)"] + body(section) }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func body(_ section: Section) -> [String] {
        let leftOut = section.leftOut.isEmpty ? [] : ["    left out: \(section.leftOut)"]
        return leftOut
            + section.blocks.flatMap { block -> [String] in
                switch block {
                case .facts(let facts): facts.map { "    \($0.label): \($0.value)" }
                case .scores(let table) where !table.isDetail: scores(table)
                case .table(let table) where !table.isDetail: self.table(table)
                case .note(let text): ["    \(text)"]
                case .bars(let chart): chart.bars.map { "    \($0.label): \($0.text)" }
                default: []
                }
            }
    }

    private static func scores(_ table: ScoreTable) -> [String] {
        let rows = table.scores.map { score in
            [
                score.attack, HTML.fixed(score.auc, 3), HTML.fixed(score.precisionAt1, 3),
                HTML.fixed(score.precisionAt10, 3), HTML.fixed(score.baseRate, 4),
                score.matched.map { HTML.fixed($0, 3) } ?? "-", HTML.probability(score),
                score.isSignificant ? "found" : "at chance",
            ]
        }
        let header = ["attack", "AUC", "P@1", "P@10", "base", "matched", "p", ""]
        return ["    \(table.title)"] + aligned([header] + rows)
    }

    private static func table(_ table: TextTable) -> [String] {
        ["    \(table.title)"] + aligned([table.header] + table.rows)
    }

    private static func aligned(_ rows: [[String]]) -> [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, text in
                text + String(repeating: " ", count: widths[column] - text.count)
            }
            var line = "      " + cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}
