/// Reads a table (CSV and its cousins, or JSON lines) row by row.
struct TableReader {
    /// More rows than this are refused: with 40 bytes a row and the names, the memory of a log
    /// stays below two gigabytes.
    static let rowLimit = 20_000_000

    private let path: String
    private let layout: TableLayout
    private let splitter: FieldSplitter?
    private var report: InputReport
    private var styles: [TimeParser.Style: (count: Int, firstLine: Int)] = [:]
    private var builder: TableBuilder
    private var latest = Int64.min
    private var early = InputReport.Notice()

    /// - Parameter splitter: nil for JSON lines.
    init(path: String, layout: TableLayout, splitter: FieldSplitter?) {
        self.path = path
        self.layout = layout
        self.splitter = splitter
        report = InputReport(
            path: path, kind: layout.kind, understanding: layout.understanding)
        builder = TableBuilder(layout: layout)
    }

    /// - Parameter firstDataLine: Lines before this (headers) are skipped.
    mutating func read(firstDataLine: Int) throws(InputError) -> (AuditInput, InputReport) {
        var lines = try LineReader(path: path)
        while let line = try lines.next() {
            guard lines.lineNumber >= firstDataLine, !line.isEmpty else { continue }
            if line.first == 0x23, splitter != nil { continue }
            guard report.rowCount < Self.rowLimit else {
                throw .tooManyRows(path: path, limit: Self.rowLimit)
            }
            read(line, number: lines.lineNumber)
        }
        guard report.rowCount > 0 else {
            let reason = report.rejections.first.map { "line \($0.firstLine): \($0.reason)" }
            throw .noUsableRows(path: path, reason: reason ?? "the file has no rows")
        }
        describeTimes()
        return (builder.finish(&report), report)
    }

    private mutating func read(_ line: [UInt8], number: Int) {
        guard let value = accessor(line, number: number) else { return }
        var time: (milliseconds: Int64, style: TimeParser.Style)?
        if layout.fields[.time] != nil {
            guard let text = value(.time), let parsed = TimeParser.parse(text) else {
                return report.reject(line: number, "the time cannot be read")
            }
            time = parsed
        }
        if let problem = builder.add(time: time?.milliseconds ?? 0, line: number, value: value) {
            return report.reject(line: number, problem)
        }
        report.rowCount += 1
        guard let time else { return }
        styles[time.style, default: (0, number)].count += 1
        if time.milliseconds < latest { early.add(line: number) }
        latest = time.milliseconds
    }

    private mutating func accessor(_ line: [UInt8], number: Int) -> ((Column) -> String?)? {
        guard let splitter else {
            guard let members = FlatJSON.members(line) else {
                report.reject(line: number, "not a flat JSON object")
                return nil
            }
            let byColumn = Dictionary(
                members.flatMap { key, value in Column.candidates(key).map { ($0, value) } },
                uniquingKeysWith: { first, _ in first })
            return { byColumn[$0] }
        }
        guard let fields = splitter.fields(line) else {
            report.reject(line: number, "a quote is opened and never closed")
            return nil
        }
        guard fields.count == layout.width else {
            report.reject(line: number, "not \(layout.width) columns")
            return nil
        }
        let places = layout.fields
        return { column in places[column].map { fields[$0] } }
    }

    private mutating func describeTimes() {
        for (style, use) in styles.sorted(by: { $0.value.count > $1.value.count }) {
            let place = styles.count > 1 ? " (first in line \(use.firstLine))" : ""
            report.notes.append("Times in \(style.rawValue): \(use.count) rows\(place).")
        }
        if styles.count > 1 {
            report.notes.append(
                "The formats of the times are mixed; each was read by its own form.")
        }
        if early.count > 0 {
            report.notes.append(
                early.text(
                    one: "was earlier than the row before it: sorted",
                    many: "were earlier than the row before them: sorted"))
        }
        if !layout.unused.isEmpty {
            let names = layout.unused.joined(separator: ", ")
            report.notes.append("Columns that were not used: \(names).")
        }
    }
}
