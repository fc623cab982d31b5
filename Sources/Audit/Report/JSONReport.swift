/// The findings as JSON, for programs.
package struct JSONReport {
    private let findings: Findings

    package init(_ findings: Findings) {
        self.findings = findings
    }

    package var text: String {
        JSONValue.object([
            ("format", .text("moonless-audit-1")),
            ("inputs", .list(findings.inputs.map(Self.input))),
        ]).serialized() + "\n"
    }

    private static func input(_ input: InputFindings) -> JSONValue {
        let report = input.report
        let rejections = report.rejections.map { rejection -> JSONValue in
            .object([
                ("reason", .text(rejection.reason)),
                ("firstLine", .number(Double(rejection.firstLine))),
                ("count", .number(Double(rejection.count))),
            ])
        }
        return .object([
            ("file", .text(report.fileName)),
            ("kind", .text(report.kind.rawValue)),
            ("understood", .text(report.understanding)),
            ("rows", .number(Double(report.rowCount))),
            ("rejected", .list(rejections)),
            ("notes", .list(report.notes.map { .text($0) })),
            ("headlines", .list(input.headlines.map { .text($0) })),
            ("sections", .list(input.sections.map(section))),
        ])
    }

    private static func section(_ section: Section) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("id", .text(section.id)), ("title", .text(section.title)),
        ]
        if !section.leftOut.isEmpty { members.append(("leftOut", .text(section.leftOut))) }
        for block in section.blocks {
            switch block {
            case .facts(let facts): members += facts.map { ($0.id, fact($0)) }
            case .scores(let table): members.append((table.id, .list(table.scores.map(score))))
            case .table(let table): members.append((table.id, self.table(table)))
            case .week(let chart):
                let rows = chart.week.counts.map { row -> JSONValue in
                    .list(row.map { .number(Double($0)) })
                }
                members.append(("eventsByWeekdayAndHour", .list(rows)))
            case .network, .map, .bars, .note: break
            }
        }
        return .object(members)
    }

    private static func fact(_ fact: Fact) -> JSONValue {
        fact.number.map { .number($0) } ?? .text(fact.value)
    }

    private static func table(_ table: TextTable) -> JSONValue {
        .list(
            table.rows.map { row in
                .object(zip(table.header, row).map { ($0, .text($1)) })
            })
    }

    private static func score(_ score: AttackScore) -> JSONValue {
        .object([
            ("attack", .text(score.attack)),
            ("auc", .number(score.auc)),
            ("precisionAt1", .number(score.precisionAt1)),
            ("precisionAt10", .number(score.precisionAt10)),
            ("baseRate", .number(score.baseRate)),
            ("matchedAUC", score.matched.map { .number($0) } ?? .null),
            ("pOfAUC", .number(score.pOfAUC)),
            ("pOfPrecisionAt1", .number(score.pOfPrecisionAt1)),
            ("correctedP", .number(score.correctedP)),
            ("significant", .bool(score.isSignificant)),
            ("partnerPairs", .number(Double(score.partnerPairCount))),
            ("candidatePairs", .number(Double(score.candidatePairCount))),
            ("permutations", .number(Double(score.permutationCount))),
        ])
    }
}
