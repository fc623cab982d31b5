import Foundation
import Testing

/// Whatever Swift stands in the documentation stands in a test, line by line.
@Suite("Documentation")
struct DocumentationTests {
    private static let package = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static func lines(_ path: String) throws -> [String] {
        try String(contentsOf: package.appendingPathComponent(path), encoding: .utf8)
            .components(separatedBy: "\n")
            .map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
    }

    @Test(
        "Swift in documents is compiled by the tests",
        arguments: [
            ("docs/mls/API.md", "CheatSheetTests.swift"),
            ("Sources/MLS/MLS.docc/GettingStarted.md", "GettingStartedTests.swift"),
        ])
    func compiled(document: String, test: String) throws {
        let source = try Self.lines("Tests/MLSUsageTests/" + test)
        var rest = source[...]
        var isCode = false
        var count = 0
        for line in try Self.lines(document) {
            if line.hasPrefix("```") {
                isCode = line == "```swift"
                continue
            }
            guard isCode else { continue }
            count += 1
            let place = try #require(
                rest.firstIndex(of: line), "\(document) shows what no test compiles: \(line)")
            rest = rest[(place + 1)...]
        }
        #expect(count > 10)
    }
}
