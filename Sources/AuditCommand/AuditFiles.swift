public import ArgumentParser
package import Audit
public import ChatImport
import FoundationEssentials

/// `moonless audit FILE...`: shows what the metadata in files reveal.
package struct AuditFiles: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "files",
        abstract: "Show what metadata reveal: partners, friends, places, sleep.",
        discussion: """
            Recognises message logs (time,from,to[,bytes,latitude,longitude,address]), sealed-sender \
            logs (time,to), check-ins (time,user,latitude,longitude[,place]), contact lists \
            (user_a,user_b), WhatsApp chat exports (.txt, .zip), recordings of servers, and nightly \
            exports of Moonless servers (one, or a series); tables as CSV or JSON lines, plain or \
            gzip. Needs no account and no network; nothing leaves this machine.

            Exit codes: 0 done, 1 an input could not be read, 64 wrong usage.
            """)

    @Argument(help: "Files to audit.")
    var files: [String]

    @Option(help: "What the files are, instead of recognising them: \(Self.kinds).")
    var kind: InputKind?

    @Option(
        help: """
            Known partners, to score the attacks: a contact list or message log; with several inputs, \
            INPUT=FILE by the input's file name. Repeatable.
            """)
    var truth: [String] = []

    @Option(help: "Order of the dates of a chat export: dmy, mdy or ymd.")
    var dateOrder: DateOrder?

    @Flag(
        help: """
            With a recording whose truth is a message log: put every leak into it and audit it again, \
            to see what would have been found.
            """)
    var power = false

    @Option(help: "Write a self-contained HTML report here.")
    var report: String?

    @Option(help: "Write the results as JSON here (- for standard output).")
    var results: String?

    private static var kinds: String {
        InputKind.allCases.map(\.rawValue).joined(separator: ", ")
    }

    package init() {}

    package mutating func run() async throws {
        let auditor = Auditor(truths: try readTruths(), statesPower: power)
        var findings = Findings()
        var failures = 0
        var exports: [ServerExport] = []
        for file in files {
            do {
                let (input, understood) = try InputReader(kind: kind, dateOrder: dateOrder)
                    .read(path: file)
                findings.inputs.append(try await auditor.findings(input, understood))
                if case .export(let export) = input { exports.append(export) }
            } catch {
                Output.complain("\(error)")
                failures += 1
            }
        }
        findings.inputs += auditor.seriesFindings(exports)
        if !findings.inputs.isEmpty {
            try Output.write(findings, report: report, results: results)
        }
        if failures > 0 { throw ExitCode(1) }
    }

    private func readTruths() throws -> [String: Truth] {
        var truths: [String: Truth] = [:]
        for option in truth {
            let (input, path) = try target(of: option)
            let (known, _) = try Self.truthReader(path).read(path: path)
            switch known {
            case .contacts(let list): truths[input] = .contacts(list)
            case .messages(let log): truths[input] = .messages(log)
            default:
                throw ValidationError("\(path): a truth is a contact list or a message log")
            }
        }
        return truths
    }

    /// Two columns without a header can only be pairs when they are given as a truth.
    private static func truthReader(_ path: String) -> InputReader {
        let guess = InputReader()
        if (try? guess.read(path: path)) != nil { return guess }
        return InputReader(kind: .contacts)
    }

    private func target(of option: String) throws -> (input: String, path: String) {
        let names = files.map { String($0.split(separator: "/").last ?? "") }
        if let equals = option.firstIndex(of: "=") {
            let input = String(option[..<equals])
            if names.contains(input) {
                return (input, String(option[option.index(after: equals)...]))
            }
        }
        guard let only = names.first, names.count == 1 else {
            throw ValidationError(
                "with several inputs, say which one a truth belongs to: --truth INPUT=FILE")
        }
        return (only, option)
    }
}

extension InputKind: ExpressibleByArgument {}
extension DateOrder: ExpressibleByArgument {}
