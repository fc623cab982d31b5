/// What the battery would have found, as a section of the report.
enum LeakSection {
    static func section(_ power: [LeakPower]) -> Section {
        let rows = power.map { result -> [String] in
            let best = result.strongest
            return [
                result.leak.rawValue, HTML.percent(result.share, 0),
                result.draws == 1
                    ? (result.isFound ? "yes" : "no") : "\(result.foundCount) of \(result.draws)",
                best?.attack ?? "–", best.map { HTML.fixed($0.auc, 3) } ?? "–",
                best.map(timesChance) ?? "–", best.map(HTML.probability) ?? "–",
            ]
        }
        return Section(
            id: "power", title: "What the same attacks would have found",
            lead:
                "Silence proves something only where noise would have been heard. Each of these leaks "
                + "was put into this very recording, and the same battery run again. Of the fast path, "
                + "other messages are drawn each time.",
            blocks: [
                .table(
                    TextTable(
                        id: "leaks", title: "Leaks that were put in",
                        header: [
                            "Leak", "Messages", "Found", "Strongest attack", "AUC",
                            "P@1 over chance", "p",
                        ], rows: rows))
            ])
    }

    static func timesChance(_ score: AttackScore) -> String {
        HTML.fixed(score.precisionAt1 / max(score.baseRate, 1e-9), 1) + " ×"
    }
}
