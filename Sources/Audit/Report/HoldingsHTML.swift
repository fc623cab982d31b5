/// The table that puts the messengers side by side.
enum HoldingsHTML {
    static var text: String {
        let head = HoldingsTable.messengers.map { name in
            "<th scope=\"col\"\(mark(name))>\(name)</th>"
        }
        let rows = HoldingsTable.rows.map { row in
            let cells = zip(row.cells, HoldingsTable.messengers).map(cell)
            return "<tr><th scope=\"row\">\(HTML.escaped(row.field))</th>\(cells.joined())</tr>"
        }
        let table =
            "<table class=\"hold\" aria-labelledby=\"holdings-title\"><thead><tr><th scope=\"col\">Field</th>\(head.joined())"
            + "</tr></thead><tbody>\(rows.joined())</tbody></table>"
        return """
            <section class="input" id="holdings" aria-labelledby="holdings-title">
            <p class="kind">Side by side</p>
            <h2 id="holdings-title">What an operator holds on you</h2>
            <p class="lead">By the operators' own documents and answers, and by their published code,
            where it says more; each cell names its source. The documents on WhatsApp are from 2018 to
            2021.</p>
            \(BlockHTML.scrolling("What an operator holds on you", table))
            </section>
            """
    }

    private static func cell(_ cell: HoldingsTable.Cell, _ messenger: String) -> String {
        let (sign, word) =
            switch cell.degree {
            case .held: ("●", "held:")
            case .partly: ("◐", "partly:")
            case .none: ("○", "not held:")
            }
        let reference = Sources.number(of: cell.source).map(HTML.reference) ?? ""
        return "<td\(mark(messenger))><span class=\"mark \(cell.degree.rawValue)\" "
            + "aria-hidden=\"true\">\(sign)</span><span class=\"small\">\(word)</span> "
            + "\(HTML.escaped(cell.text)) \(reference)</td>"
    }

    private static func mark(_ messenger: String) -> String {
        messenger == "Moonless" ? " class=\"moonless\"" : ""
    }
}
