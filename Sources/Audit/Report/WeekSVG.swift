/// The week as a heat map.
enum WeekSVG {
    private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let left = 38.0
    private static let top = 18.0
    private static let width = 27.0
    private static let height = 22.0

    static func figure(_ chart: WeekChart) -> String {
        let most = Double(chart.week.counts.joined().max() ?? 0)
        var shapes = ""
        for day in 0..<7 {
            let y = top + Double(day) * height
            shapes += "<text x=\"0\" y=\"\(y + 15)\">\(days[day])</text>"
            for hour in 0..<24 {
                shapes += cell(chart.week.counts[day][hour], most: most, hour: hour, y: y)
            }
        }
        for hour in stride(from: 0, to: 24, by: 3) {
            let x = left + Double(hour) * width
            shapes += "<text x=\"\(x)\" y=\"11\">\(hour < 10 ? "0" : "")\(hour):00</text>"
        }
        shapes += chart.sleep.map(quiet) ?? ""
        return """
            <figure><svg viewBox="0 0 690 176" role="img" aria-label="\(HTML.escaped(label(chart)))">
            \(shapes)</svg><figcaption>\(HTML.escaped(chart.title)). \(HTML.escaped(chart.clock))
            \(chart.sleep == nil ? "" : "The dashed frame is the quietest stretch of seven hours.")
            </figcaption>\(numbers(chart))</figure>
            """
    }

    private static func cell(_ count: Int, most: Double, hour: Int, y: Double) -> String {
        let x = left + Double(hour) * width
        let share = most > 0 ? (Double(count) / most).squareRoot() : 0
        let look =
            count == 0
            ? "class=\"empty\" opacity=\".5\""
            : "class=\"cell\" opacity=\"\(HTML.coordinate(0.1 + 0.9 * share, 2))\""
        return "<rect x=\"\(x)\" y=\"\(y)\" width=\"\(width - 2)\" height=\"\(height - 2)\" "
            + "rx=\"3\" \(look)/>"
    }

    private static func quiet(_ window: SleepWindow) -> String {
        let tall = height * 7
        func frame(_ from: Double, _ to: Double) -> String {
            "<rect class=\"quiet\" x=\"\(HTML.coordinate(left + from * width - 1, 1))\" y=\"\(top - 2)\" "
                + "width=\"\(HTML.coordinate((to - from) * width, 1))\" height=\"\(tall + 2)\" rx=\"4\"/>"
        }
        return window.startHour < window.endHour
            ? frame(window.startHour, window.endHour)
            : frame(window.startHour, 24) + (window.endHour > 0 ? frame(0, window.endHour) : "")
    }

    private static func label(_ chart: WeekChart) -> String {
        let hours = chart.week.hours
        let busiest = hours.indices.max { hours[$0] < hours[$1] } ?? 0
        return "Heat map of the week. Busiest hour: \(busiest):00. "
            + "Weekend share: \(HTML.percent(chart.week.weekendShare, 0))."
    }

    /// The same numbers for those who do not see the colours.
    private static func numbers(_ chart: WeekChart) -> String {
        let head = (0..<24).map { "<th scope=\"col\" class=\"n\">\($0)</th>" }.joined()
        let rows = chart.week.counts.enumerated().map { day, row in
            let cells = row.map { "<td class=\"n\">\($0)</td>" }.joined()
            return "<tr><th scope=\"row\">\(days[day])</th>\(cells)</tr>"
        }
        let table = BlockHTML.scrolling(
            "Events by weekday and hour",
            "<table aria-label=\"Events by weekday and hour\"><thead><tr><th scope=\"col\">Day</th>\(head)</tr></thead>"
                + "<tbody>\(rows.joined())</tbody></table>")
        return "<details><summary>The numbers</summary>\(table)</details>"
    }
}
