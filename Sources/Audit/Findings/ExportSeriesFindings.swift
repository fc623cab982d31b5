/// What several exports of one deployment give away together.
struct ExportSeriesFindings: Sendable {
    private let series: ExportSeries
    private let truth: ContactList?

    init(_ exports: [ServerExport], truth: ContactList?) {
        series = ExportSeries(exports)
        self.truth = truth
    }

    func findings() -> InputFindings {
        let first = series.exports.first
        var report = InputReport(
            path: "series of \(series.exports.count) exports", kind: .export,
            understanding: "exports of deployment \(first?.deployment.prefix(8) ?? ""), rounds "
                + "\(first?.round ?? 0) to \(series.exports.last?.round ?? 0)")
        report.rowCount = series.exports.reduce(0) { $0 + $1.slots }
        var result = InputFindings(report: report)
        let links = series.links()
        let found = links.filter(\.isSignificant)
        result.headlines = [
            found.isEmpty
                ? "No row of one night can be put beside a row of another column: rows move "
                    + "independently, as random orders do."
                : "Rows can be linked: " + found.map(\.name).joined(separator: ", ") + "."
        ]
        result.sections = [linkSection(links), changes]
        if let truth {
            let scores = series.scores(truth: truth)
            if !scores.isEmpty {
                result.sections.append(partners(scores))
                let attacks = scores.filter(\.isSignificant)
                result.headlines.append(
                    attacks.isEmpty
                        ? "Partners: every attack is at chance."
                        : "Partners are found by "
                            + attacks.map(\.attack).joined(separator: ", ") + ".")
            }
        }
        return result
    }

    private func linkSection(_ links: [ExportSeries.Link]) -> Section {
        let rows = links.map { link in
            [
                link.name, HTML.grouped(link.observed), HTML.fixed(link.expected, 1),
                HTML.fixed(link.correctedP, 3), link.isSignificant ? "found" : "at chance",
            ]
        }
        return Section(
            id: "links", title: "Can rows be linked across nights?",
            lead:
                "Equal values of two exports are the same slot's; so one sees where its row went. Were "
                + "the orders of two columns the same, or the same twice, rows would move alike more "
                + "often than by chance, and keys would stand beside the absences of their owners.",
            blocks: [
                .table(
                    TextTable(
                        id: "linkTable", title: "Rows that move alike",
                        header: ["Link", "Seen", "By chance", "p", ""], rows: rows))
            ])
    }

    /// What the difference of two exports does tell, as the threat model admits.
    private var changes: Section {
        let rows = series.comparisons.map { first, second -> [String] in
            let keys = Set(first.keyPrints)
            let later = Set(second.keyPrints)
            let planes = zip(first.cells, second.cells)
            let kept = planes.reduce(0) { $0 + Set($1.0).intersection($1.1).count }
            let cells = max(1, first.slots * min(first.cells.count, second.cells.count))
            return [
                "\(first.role) \(first.round) → \(second.role) \(second.round)",
                HTML.grouped(later.subtracting(keys).count),
                HTML.grouped(keys.subtracting(later).count),
                HTML.percent(Double(kept) / Double(cells)),
            ]
        }
        return Section(
            id: "changes", title: "What two exports tell together",
            lead:
                "Keys that are new or gone date an account to a night for who holds its key; cells "
                + "that stayed tell how much the deployment was idle, not who.",
            blocks: [
                .table(
                    TextTable(
                        id: "changeTable", title: "From one export to the next",
                        header: ["Exports", "New keys", "Keys gone", "Cells that stayed"],
                        rows: rows))
            ])
    }

    private func partners(_ scores: [AttackScore]) -> Section {
        Section(
            id: "exportPartners", title: "Partners, from a series of exports",
            lead:
                "Pairs of known account keys, by where their rows stand and by the absences that the "
                + "rows beside them would tell.",
            blocks: [.scores(ScoreTable(id: "exportScores", title: "Attacks", scores: scores))])
    }
}
