/// Finds out whether day or month comes first, from the dates themselves.
enum DateOrderFinder {
    /// A value above 12 decides; else the order under which the dates never decrease; else nobody
    /// can tell and the person is asked.
    static func find(_ drafts: [ChatDraft]) throws(ChatImportError) -> DateOrder {
        let dates = drafts.map(\.header.date)
        let yearFirst = dates.count { $0[0].digits == 4 }
        if yearFirst * 2 > dates.count { return .yearMonthDay }
        let dayFirst = dates.count { $0[0].value > 12 && $0[1].value <= 12 }
        let monthFirst = dates.count { $0[1].value > 12 && $0[0].value <= 12 }
        if dayFirst != monthFirst { return dayFirst > monthFirst ? .dayMonthYear : .monthDayYear }
        switch (isRising(drafts, .dayMonthYear), isRising(drafts, .monthDayYear)) {
        case (true, false): return .dayMonthYear
        case (false, true): return .monthDayYear
        default: break
        }
        // Where day and month are equal throughout, both orders mean the same.
        if dates.allSatisfy({ $0[0].value == $0[1].value }) { return .dayMonthYear }
        throw .ambiguousDates
    }

    private static func isRising(_ drafts: [ChatDraft], _ order: DateOrder) -> Bool {
        let times = drafts.map { $0.header.time(order) }
        return zip(times, times.dropFirst()).allSatisfy { earlier, later in
            guard let earlier, let later else { return false }
            return (earlier.year, earlier.month, earlier.day)
                <= (later.year, later.month, later.day)
        }
    }
}
