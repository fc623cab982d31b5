package import Audit
import FoundationEssentials

/// Where the commands write to.
package enum Output {
    /// Report and results to their files, and the text to standard output.
    package static func write(_ findings: Findings, report: String?, results: String?) throws {
        if let report {
            try write(HTMLReport(findings, imprint: imprint).text, to: report)
        }
        if let results { try write(JSONReport(findings).text, to: results) }
        if results != "-" { print(TextReport(findings).text, terminator: "") }
        if let report { complain("report: \(report)") }
    }

    private static let imprint =
        "Made by moonless audit on this machine. Nothing was sent anywhere."

    /// Writes a text file, or to standard output if the path is a hyphen.
    ///
    /// A file that exists is replaced only when all of the new one is written.
    static func write(_ text: String, to path: String) throws {
        if path == "-" {
            print(text, terminator: "")
            return
        }
        try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    }

    /// A line on standard error.
    package static func complain(_ text: String) {
        var stream = StandardError()
        print(text, to: &stream)
    }

    private struct StandardError: TextOutputStream {
        mutating func write(_ text: String) {
            FileHandleWriter.write(Array(text.utf8), descriptor: 2)
        }
    }
}
