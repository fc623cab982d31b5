/// What one nightly export gives away, field by field.
struct ExportFindings: Sendable {
    private let export: ServerExport
    private let report: InputReport

    init(_ export: ServerExport, _ report: InputReport) {
        self.export = export
        self.report = report
    }

    func findings() -> InputFindings {
        var result = InputFindings(report: report)
        let wrong = export.entries.count { !$0.isAsSigned }
        let uneven = randomness.filter { abs($0.deviation) > Self.limit }
        let repeats = repeatedCells
        result.headlines = [
            "The export tells two numbers of people: \(HTML.grouped(export.accounts)) of "
                + "\(HTML.grouped(export.slots)) slots are taken, \(HTML.grouped(export.ticketsUsed)) "
                + "tickets used. No field holds a name, an address, a place, a time or a partner of "
                + "anybody.",
            uneven.isEmpty && repeats == 0
                ? "Its \(HTML.grouped(export.cellBytes.total)) bytes of cells cannot be told from "
                    + "random ones, and none of them repeats."
                : "Not everything in it looks random: "
                    + (uneven.map(\.name) + (repeats > 0 ? ["repeated cells"] : []))
                    .joined(separator: ", ") + ".",
        ]
        if wrong > 0 {
            result.headlines.append(
                "\(HTML.grouped(wrong)) entries are not what the manifest says: the archive was "
                    + "changed or is damaged.")
        }
        result.sections = [fields, evenness(repeats)]
        return result
    }

    /// Beyond this many standard deviations the bytes are not random: once in 16,000 by chance.
    private static let limit = 4.0

    private var fields: Section {
        let slots = HTML.grouped(export.slots)
        let rows = [
            [
                "accounts/keys.bin", "\(slots) account keys",
                "which keys exist; free slots have keys "
                    + "too, which nobody holds", "random order",
            ],
            ["accounts/generations.bin", "\(slots) random numbers", "nothing", "random order"],
            [
                "bells.bin", "\(slots) bells", "nothing without a conversation's key",
                "random order",
            ],
            [
                "planes/", "\(HTML.grouped(export.slots * export.planes)) cells",
                "nothing without a conversation's key; equal cells of two exports are a slot's that "
                    + "did not write in between", "a random order for each plane",
            ],
            [
                "tickets.bin", "\(HTML.grouped(export.tickets)) hashes",
                "that a ticket exists, to who has its link; not whether it was used", "sorted",
            ],
            ["manifest.json", "sums", "how many accounts and used tickets there are", "–"],
            ["deployment.json, README.txt", "parameters", "what is public anyway", "–"],
        ]
        return Section(
            id: "fields", title: "Field by field",
            lead: "Everything in the archive, and what it tells of people.",
            blocks: [
                .facts([
                    Fact(
                        "accounts", "Accounts", count: export.accounts),
                    Fact("slots", "Slots", count: export.slots),
                    Fact(
                        "ticketsUsed", "Tickets used", count: export.ticketsUsed),
                    Fact(
                        "entriesAsSigned", "Entries as in the manifest",
                        "\(export.entries.count(where: \.isAsSigned)) of \(export.entries.count)",
                        number: Double(export.entries.count(where: \.isAsSigned)),
                        explanation: "by size and SHA-256"),
                ]),
                .table(
                    TextTable(
                        id: "fieldTable", title: "What is in it",
                        header: ["Entry", "Holds", "Tells", "Rows"], rows: rows)),
            ])
    }

    private var randomness: [(name: String, deviation: Double, bytes: Int)] {
        [
            ("cells", export.cellBytes), ("bells", export.bellBytes),
            ("account keys", export.keyBytes),
        ].map { ($0.0, $0.1.deviation, $0.1.total) }
    }

    /// Cells that stand twice, in one plane or in two.
    private var repeatedCells: Int {
        var values = export.cells.flatMap { $0 }
        values.sort()
        return zip(values, values.dropFirst()).count { $0 == $1 }
    }

    private func evenness(_ repeats: Int) -> Section {
        let rows = randomness.map { item in
            [
                item.name, HTML.grouped(item.bytes), HTML.fixed(item.deviation, 1),
                abs(item.deviation) > Self.limit ? "not random" : "at chance",
            ]
        }
        return Section(
            id: "randomness", title: "Does it look random?",
            lead:
                "How often each byte occurs, against equally likely bytes (chi-square, in standard "
                + "deviations; beyond 4 is not chance).",
            blocks: [
                .table(
                    TextTable(
                        id: "bytes", title: "Bytes",
                        header: ["Of", "Bytes", "Deviations", ""], rows: rows)),
                .facts([
                    Fact(
                        "repeatedCells", "Cells that repeat", count: repeats)
                ]),
            ])
    }
}
