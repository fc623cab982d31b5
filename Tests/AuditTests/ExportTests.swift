import Audit
import Crypto
import FoundationEssentials
import Testing

/// Nightly exports, built here as docs/EXPORT.md describes them.
@Suite("Exports of servers")
struct ExportTests {
    /// A deployment over some nights: slots write into planes while they are connected.
    private struct Nights {
        static let slots = 96
        static let planes = 24
        let keys: [[UInt8]]
        /// Pairs who go away together.
        let friends: [(Int, Int)]
        var archives: [[UInt8]] = []

        /// - Parameter sharesOrder: Whether the columns of a night have one order: the fault.
        init(nights: Int, sharesOrder: Bool, seed: UInt64 = 3) {
            var generator = SeededGenerator(seed: seed)
            func bytes(_ count: Int) -> [UInt8] {
                (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next() >> 11) }
            }
            keys = (0..<Self.slots).map { _ in bytes(32) }
            friends = (0..<Self.slots / 2).map { ($0 * 2, $0 * 2 + 1) }
            let generations = (0..<Self.slots).map { _ in bytes(4) }
            var bells = (0..<Self.slots).map { _ in bytes(16) }
            var cells = (0..<Self.planes).map { _ in (0..<Self.slots).map { _ in bytes(1024) } }
            for night in 0..<nights {
                for (one, other) in friends {
                    let away = generator.index(below: Self.planes)
                    for slot in [one, other] {
                        if away < Self.planes / 2 { bells[slot] = bytes(16) }
                        for plane in away..<Self.planes { cells[plane][slot] = bytes(1024) }
                    }
                }
                var order = (0..<Self.slots).shuffled(using: &generator)
                func column(_ rows: [[UInt8]]) -> [UInt8] {
                    if !sharesOrder { order.shuffle(using: &generator) }
                    return order.flatMap { rows[$0] }
                }
                var entries: [(String, [UInt8])] = [
                    ("README.txt", Array("An export.".utf8)),
                    ("accounts/keys.bin", column(keys)),
                    ("accounts/generations.bin", column(generations)),
                    ("bells.bin", column(bells)), ("tickets.bin", bytes(64)),
                ]
                for (number, plane) in cells.enumerated() {
                    entries.append(
                        ("planes/000\(number < 10 ? "0" : "")\(number).bin", column(plane)))
                }
                archives.append(Self.tar(entries, round: 1_000 + night * 86_400))
            }
        }

        var truth: ContactList {
            var list = ContactList()
            for (one, other) in friends {
                let names = [keys[one], keys[other]].map { key in
                    key.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
                }
                let first = list.users.number(of: names[0])
                list.append(first, list.users.number(of: names[1]))
            }
            return list
        }

        static func tar(_ entries: [(String, [UInt8])], round: Int) -> [UInt8] {
            let lines = entries.map { name, bytes in
                let digest = SHA256.hash(data: bytes).map {
                    ($0 < 16 ? "0" : "") + String($0, radix: 16)
                }.joined()
                return "{\"name\":\"\(name)\",\"bytes\":\(bytes.count),\"sha256\":\"\(digest)\"}"
            }
            let manifest = """
                {"format":"moonless export","version":1,"role":"leader","deployment":"0505",\
                "descriptorDigest":"00","round":\(round),"software":"test","slots":\(slots),\
                "planes":\(planes),"counters":{"accounts":\(slots),"tickets":2,"ticketsUsed":1},\
                "entries":[\(lines.joined(separator: ","))]}
                """
            let all = entries + [("manifest.json", Array(manifest.utf8))]
            return all.flatMap { entry($0.0, $0.1) } + [UInt8](repeating: 0, count: 1024)
        }

        static func entry(_ name: String, _ bytes: [UInt8], type: UInt8 = 0x30) -> [UInt8] {
            var header = [UInt8](repeating: 0, count: 512)
            header.replaceSubrange(0..<name.utf8.count, with: Array(name.utf8))
            let size = String(bytes.count, radix: 8)
            let digits = String(repeating: "0", count: 11 - size.count) + size
            header.replaceSubrange(124..<135, with: Array(digits.utf8))
            header[156] = type
            header.replaceSubrange(257..<262, with: Array("ustar".utf8))
            let padding = (512 - bytes.count % 512) % 512
            return header + bytes + [UInt8](repeating: 0, count: padding)
        }
    }

    private static func read(_ archive: [UInt8]) throws -> (ServerExport, InputReport) {
        try TestData.withFile(archive) { path in
            let (input, report) = try InputReader().read(path: path)
            guard case .export(let export) = input else { throw TestData.Unexpected(name: path) }
            return (export, report)
        }
    }

    @Test("An export is recognised, checked against its manifest and told field by field")
    func reads() async throws {
        let archive = Nights(nights: 1, sharesOrder: false).archives[0]
        let (export, report) = try Self.read(archive)
        #expect(export.slots == Nights.slots)
        #expect(export.cells.count == Nights.planes)
        #expect(export.entries.count == Nights.planes + 5)
        #expect(export.entries.allSatisfy { $0.isAsSigned })
        #expect(abs(export.cellBytes.deviation) < 4)
        let findings = try await Auditor().findings(.export(export), report)
        #expect(findings.headlines.count == 2, "\(findings.headlines)")
    }

    @Test("Rows of columns in orders of their own cannot be linked, and partners stay at chance")
    func independentOrders() throws {
        let nights = Nights(nights: 8, sharesOrder: false)
        let series = ExportSeries(try nights.archives.map { try Self.read($0).0 })
        #expect(series.links().filter(\.isSignificant).map { "\($0)" } == [])
        let scores = series.scores(truth: nights.truth)
        #expect(scores.count == 3)
        #expect(scores.filter(\.isSignificant).map { "\($0)" } == [])
    }

    @Test("Were the columns of a night in one order, rows are linked and partners are found")
    func oneOrder() throws {
        let nights = Nights(nights: 8, sharesOrder: true)
        let series = ExportSeries(try nights.archives.map { try Self.read($0).0 })
        let found = series.links().filter(\.isSignificant).map(\.name)
        #expect(found.contains("cells move as keys do"), "\(found)")
        let away = try #require(
            series.scores(truth: nights.truth).first { $0.attack.hasPrefix("away together") })
        #expect(away.isSignificant)
        #expect(away.auc > 0.9)
    }

    @Test("Changed bytes are named; bytes that are not random are noticed")
    func changed() async throws {
        var archive = Nights(nights: 1, sharesOrder: false).archives[0]
        let name = Array("planes/00010.bin".utf8)
        let header = try #require(
            stride(from: 0, to: archive.count, by: 512).first { archive[$0...].starts(with: name) })
        for index in header + 512..<header + 40_512 { archive[index] = 0 }
        let (export, report) = try Self.read(archive)
        let findings = try await Auditor().findings(.export(export), report)
        #expect(report.notes.contains { $0.contains("Not what the manifest says") })
        #expect(findings.headlines.contains { $0.contains("Not everything in it looks random") })
        #expect(findings.headlines.contains { $0.contains("not what the manifest says") })
    }

    @Test(
        "What is no export, or leads outside, is refused as a whole",
        arguments: ["../keys.bin", "/etc/passwd", "planes/../../x", "other.txt"])
    func refused(_ name: String) throws {
        let archive = Nights.entry(name, [1, 2, 3]) + [UInt8](repeating: 0, count: 1024)
        #expect(throws: InputError.self) { try Self.read(archive) }
    }

    @Test("Links, cut archives and archives without a manifest are refused")
    func damaged() throws {
        let link = Nights.entry("README.txt", [], type: 0x32)
        #expect(throws: InputError.self) { try Self.read(link) }
        let whole = Nights(nights: 1, sharesOrder: false).archives[0]
        #expect(throws: InputError.self) { try Self.read(Array(whole.prefix(whole.count / 3))) }
        let bare = Nights.entry("README.txt", [1]) + [UInt8](repeating: 0, count: 1024)
        #expect(throws: InputError.self) { try Self.read(bare) }
    }
}
