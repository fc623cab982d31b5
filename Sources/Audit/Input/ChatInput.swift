import ChatImport

/// Reads a chat export and says what was understood of it.
struct ChatInput {
    let path: String
    let dateOrder: DateOrder?

    func read() throws(InputError) -> (AuditInput, InputReport) {
        var report = InputReport(path: path, kind: .whatsapp)
        let chat = try Self.translated(path) { () throws(ChatImportError) in
            try ChatFile.read(path: path, dateOrder: dateOrder)
        }
        report.rowCount = chat.messages.count
        let order = chat.dateOrder
        let words =
            switch order {
            case .dayMonthYear: "day, month, year"
            case .monthDayYear: "month, day, year"
            case .yearMonthDay: "year, month, day"
            }
        report.understanding = "dates as \(words), without a time zone"
        report.notes.append(
            dateOrder == nil
                ? "The order of the dates was found from the dates." : "The order was given.")
        for problem in chat.problems { report.reject(line: problem.line, problem.reason) }
        return (.chat(chat), report)
    }

    private static func translated<Value>(
        _ path: String, _ body: () throws(ChatImportError) -> Value
    ) throws(InputError) -> Value {
        do {
            return try body()
        } catch {
            switch error {
            case .cannotOpen: throw .cannotOpen(path: path)
            case .ambiguousDates: throw .ambiguousDates(path: path)
            default: throw .unrecognised(path: path, reason: error.description)
            }
        }
    }
}
