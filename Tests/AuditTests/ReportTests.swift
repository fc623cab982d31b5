import Audit
import FoundationEssentials
import Testing

@Suite("The report")
struct ReportTests {
    private static func findings() async throws -> Findings {
        var log = MessageLog()
        let village = TestData.village(people: 25, messages: 250)
        for row in 0..<village.count {
            let from = log.users.number(of: "<b>\(village.from[row])</b>")
            let to = log.users.number(of: "<b>\(village.to[row])</b>")
            log.append(time: village.times[row], from: from, to: to)
        }
        var findings = Findings()
        let report = InputReport(path: "/x/<script>.csv", kind: .messages)
        findings.inputs.append(try await Auditor().findings(.messages(log), report))
        return findings
    }

    @Test("One file that fetches nothing, runs nothing and escapes what it was given")
    func selfContained() async throws {
        let html = HTMLReport(try await Self.findings()).text
        for forbidden in ["<script", "http://", "https://", "src=", "@import", "url(", "<b>"] {
            #expect(!html.contains(forbidden), "contains \(forbidden)")
        }
        #expect(html.contains("default-src 'none'"))
        #expect(html.contains("prefers-color-scheme"))
        #expect(html.contains("lang=\"en\""))
    }

    @Test("Every picture has a description, every table a header, every reference a source")
    func accessible() async throws {
        let html = HTMLReport(try await Self.findings()).text
        let pictures = html.components(separatedBy: "<svg ").dropFirst()
        #expect(pictures.count > 2)
        for picture in pictures {
            let tag = picture.prefix { $0 != ">" }
            #expect(tag.contains("aria-label=") || tag.contains("aria-hidden=\"true\""))
        }
        let tables = html.components(separatedBy: "<table").count
        #expect(html.components(separatedBy: "<thead>").count == tables)
        for part in html.components(separatedBy: "href=\"#source-").dropFirst() {
            let number = part.prefix { $0.isNumber }
            #expect(html.contains("id=\"source-\(number)\""))
        }
        #expect(!html.contains("[Martiny"), "a source key was not resolved")
    }

    @Test("The JSON is JSON and holds the scores")
    func json() async throws {
        struct Results: Decodable {
            struct Input: Decodable {
                let kind: String
                let file: String
            }
            let format: String
            let inputs: [Input]
        }
        let text = JSONReport(try await Self.findings()).text
        let results = try JSONDecoder().decode(Results.self, from: Data(text.utf8))
        #expect(results.inputs.map(\.kind) == ["messages"])
        #expect(results.inputs.map(\.file) == ["<script>.csv"])
        #expect(text.contains("precisionAt1"))
    }

    @Test("Every cell of the comparison names a source that is listed")
    func holdings() {
        for row in HoldingsTable.rows {
            #expect(row.cells.count == HoldingsTable.messengers.count)
            for cell in row.cells { #expect(Sources.number(of: cell.source) != nil) }
        }
    }
}
