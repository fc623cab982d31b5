import ArgumentParser
import AuditCommand
import FoundationEssentials
import Testing

@Suite("The command")
struct CommandTests {
    private static let chat = """
        29.01.18, 23:33 - Ada: hello
        30.01.18, 07:10 - Bo: hello
        """

    private func run(_ arguments: [String]) async throws {
        var command = try AuditFiles.parse(arguments)
        try await command.run()
    }

    private func temporary(_ name: String) -> String {
        FileManager.default.temporaryDirectory
            .appending(path: "\(name)-\(UInt64.random(in: 0 ... .max))").path
    }

    @Test("Report and results are written, for several inputs and a truth")
    func writes() async throws {
        let chat = temporary("chat.txt")
        let log = temporary("log.csv")
        let truth = temporary("truth.csv")
        let report = temporary("report.html")
        let results = temporary("results.json")
        let files = [
            chat: Self.chat, log: "time,to\n1700000000,a\n1700000001,b\n",
            truth: "user_a,user_b\na,b\n",
        ]
        defer {
            for path in [chat, log, truth, report, results] {
                try? FileManager.default.removeItem(atPath: path)
            }
        }
        for (path, text) in files {
            try Data(text.utf8).write(to: URL(filePath: path))
        }
        let name = log.split(separator: "/").last ?? ""
        try await run([
            chat, log, "--truth", "\(name)=\(truth)", "--report", report, "--results", results,
        ])
        let html = try String(decoding: Data(contentsOf: URL(filePath: report)), as: UTF8.self)
        #expect(html.contains("WhatsApp chat export"))
        #expect(html.contains("Sealed-sender log"))
        let json = try String(decoding: Data(contentsOf: URL(filePath: results)), as: UTF8.self)
        #expect(json.contains("\"sealedScores\""))
    }

    @Test("An unreadable input fails the command")
    func fails() async {
        await #expect(throws: (any Error).self) { try await run(["/nowhere/at/all.csv"]) }
    }

    @Test("A truth needs its input's name where there are several")
    func ambiguousTruth() async {
        await #expect(throws: (any Error).self) {
            try await run(["/tmp/a", "/tmp/b", "--truth", "/tmp/c"])
        }
    }
}
