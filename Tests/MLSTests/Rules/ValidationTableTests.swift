import Foundation
import MLS
import Testing

/// Keeps docs/mls/VALIDATION.md true.
@Suite("Table of validation rules")
struct ValidationTableTests {
    private static let package = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: package.appendingPathComponent(path), encoding: .utf8)
    }

    private struct Row {
        let rule: String
        let name: String
        let places: [String]
        let test: String

        init?(_ line: Substring) {
            let cells = line.split(separator: "|", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 8, cells[1].first == "V" else { return nil }
            rule = cells[1]
            name = cells[2]
            places = cells[5].components(separatedBy: ", ")
            test = cells[6]
        }
    }

    private static func rows() throws -> [Row] {
        try text("docs/mls/VALIDATION.md").split(separator: "\n").compactMap(Row.init)
    }

    @Test("Every rule has one row, and every row a rule")
    func complete() throws {
        let rules = MLSError.Code.allCases.filter { $0.rawValue.hasPrefix("V") }
        let rows = try Self.rows()
        #expect(rows.map(\.rule) == rules.map(\.rawValue))
        #expect(rows.map(\.name) == rules.map { "\($0)" })
        #expect(Set(rows.map(\.rule)).count == rows.count)
    }

    @Test("The places enforce the rules")
    func places() throws {
        for row in try Self.rows() {
            for place in row.places {
                let source = try Self.text("Sources/MLS/" + place)
                #expect(source.contains(".\(row.name)"), "\(row.rule) is not in \(place)")
            }
        }
    }

    @Test("The tests break the rules")
    func tests() throws {
        for row in try Self.rows() {
            let source = try Self.text("Tests/MLSTests/Rules/" + row.test)
            #expect(
                source.contains("@Test(\"\(row.rule) \(row.name)\")")
                    && source.contains(".\(row.name)"),
                "\(row.rule) has no test in \(row.test)")
        }
    }
}
