/// Each kind of evidence as HTML.
enum BlockHTML {
    static func text(_ block: Block) -> String {
        switch block {
        case .facts(let facts): self.facts(facts)
        case .scores(let table): folded(scores(table), table.title, table.isDetail)
        case .table(let table): folded(self.table(table), table.title, table.isDetail)
        case .week(let chart): WeekSVG.figure(chart)
        case .network(let chart): NetworkSVG.figure(chart)
        case .map(let map): MapSVG.figure(map)
        case .bars(let chart): BarSVG.figure(chart)
        case .note(let text): "<p class=\"note\">\(HTML.prose(text))</p>"
        }
    }

    private static func folded(_ body: String, _ title: String, _ isDetail: Bool) -> String {
        guard isDetail else { return body }
        return "<details><summary>\(HTML.escaped(title))</summary>\(body)</details>"
    }

    private static func facts(_ facts: [Fact]) -> String {
        let items = facts.map { fact in
            "<div><dt>\(HTML.escaped(fact.label))</dt><dd><span class=\"value\">"
                + "\(HTML.escaped(fact.value))</span><span class=\"why\">"
                + "\(HTML.prose(fact.explanation))</span></dd></div>"
        }
        return "<dl class=\"facts\">\(items.joined())</dl>"
    }

    /// A table that scrolls sideways where it does not fit, also from the keyboard.
    static func scrolling(_ label: String, _ table: String) -> String {
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" "
            + "aria-label=\"\(HTML.escaped(label))\">\(table)</div>"
    }

    private static func table(_ table: TextTable) -> String {
        let head = table.header.map { "<th scope=\"col\">\(HTML.escaped($0))</th>" }.joined()
        let rows = table.rows.map { row in
            let cells = row.enumerated().map { index, text in
                index == 0
                    ? "<th scope=\"row\">\(HTML.escaped(text))</th>"
                    : "<td>\(HTML.prose(text))</td>"
            }
            return "<tr>\(cells.joined())</tr>"
        }
        return scrolling(
            table.title,
            "<table\(name(table.title, table.isDetail))<thead><tr>\(head)</tr></thead>"
                + "<tbody>\(rows.joined())</tbody></table>")
    }

    /// The rest of a table's tag and its name: seen, or only heard where the fold above says it.
    private static func name(_ title: String, _ isDetail: Bool) -> String {
        let title = HTML.escaped(title)
        return isDetail ? " aria-label=\"\(title)\">" : "><caption>\(title)</caption>"
    }

    private static func scores(_ table: ScoreTable) -> String {
        let header = ["Attack", "AUC", "P@1", "times chance", "P@10", "Matched", "p", "Verdict"]
        let head = header.enumerated().map { index, text in
            let numeric = (1...6).contains(index) ? " class=\"n\"" : ""
            return "<th scope=\"col\"\(numeric)>\(HTML.escaped(text))</th>"
        }
        let rows = table.scores.map(score).joined()
        return scrolling(
            table.title,
            "<table\(name(table.title, table.isDetail))<thead><tr>\(head.joined())</tr></thead>"
                + "<tbody>\(rows)</tbody></table>")
    }

    private static func score(_ score: AttackScore) -> String {
        let lift = score.baseRate > 0 ? score.precisionAt1 / score.baseRate : 0
        let numbers = [
            HTML.fixed(score.auc, 3), HTML.fixed(score.precisionAt1, 3),
            HTML.fixed(lift, lift < 10 ? 1 : 0), HTML.fixed(score.precisionAt10, 3),
            score.matched.map { HTML.fixed($0, 3) } ?? "–", HTML.probability(score),
        ]
        let cells = numbers.map { "<td class=\"n\">\($0)</td>" }.joined()
        let verdict =
            score.isSignificant
            ? "<td class=\"verdict found\">found</td>"
            : "<td class=\"verdict chance\">at chance</td>"
        return "<tr><th scope=\"row\">\(HTML.escaped(score.attack))</th>\(cells)\(verdict)</tr>"
    }
}
