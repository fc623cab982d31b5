import Crypto
import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Reads an export, a tar, in one pass.
///
/// Nothing is unpacked to a disk. An archive with a path that leads outside, with links, with an entry
/// that no export has, or that grows to twice its size when it is unpacked, is refused as a whole.
struct ExportReader {
    private static let blockByteCount = 512
    private static let pieceByteCount = 1 << 20
    private static let smallEntryLimit = 1 << 20
    private static let entryLimit = 70_000

    let path: String

    private var export: ServerExport
    private var digests: [String: (bytes: Int, sha256: String)] = [:]
    private var manifest: ExportManifest?
    private var keptCells = 0
    private var planes: [Int: [UInt64]] = [:]

    init(path: String) {
        self.path = path
        export = ServerExport(
            path: path, role: "", deployment: "", round: 0, slots: 0, planes: 0, accounts: 0,
            tickets: 0, ticketsUsed: 0)
    }

    mutating func read() throws(InputError) -> (AuditInput, InputReport) {
        var file = try BlockReader(path: path)
        // Random bytes do not shrink: what unpacks to more than this is no export.
        var allowance = try Self.size(path) * 2 + (1 << 20)
        while let block = try file.take(Self.blockByteCount) {
            if block.allSatisfy({ $0 == 0 }) { break }
            let entry = try header(block)
            let padded = (entry.byteCount + 511) / 512 * 512
            allowance -= padded + Self.blockByteCount
            guard allowance >= 0 else { throw refuse("it unpacks to more than twice its size") }
            guard digests[entry.name] == nil else { throw refuse("'\(entry.name)' comes twice") }
            guard digests.count < Self.entryLimit else { throw refuse("too many entries") }
            try readEntry(entry.name, entry.byteCount, &file)
            if padded > entry.byteCount {
                guard try file.take(padded - entry.byteCount) != nil else {
                    throw refuse("it is cut off in '\(entry.name)'")
                }
            }
        }
        return try finish()
    }

    // MARK: Headers

    private func header(_ block: [UInt8]) throws(InputError) -> (name: String, byteCount: Int) {
        guard Array(block[257..<262]) == Array("ustar".utf8) else {
            throw refuse("a header that is no tar's")
        }
        let name = Self.text(block[345..<500]) + Self.text(block[0..<100])
        guard block[156] == 0x30 || block[156] == 0 else {
            throw refuse("'\(name)' is no regular file")
        }
        guard !name.hasPrefix("/"), !name.split(separator: "/").contains("..") else {
            throw refuse("the path '\(name)' leads outside")
        }
        guard Self.rowByteCount(name) != nil || Self.isSmall(name) else {
            throw refuse("'\(name)' is in no export")
        }
        guard let byteCount = Int(Self.text(block[124..<136]), radix: 8), byteCount >= 0 else {
            throw refuse("the size of '\(name)' cannot be read")
        }
        return (name, byteCount)
    }

    private static func text(_ field: ArraySlice<UInt8>) -> String {
        let bytes = field.prefix { $0 != 0 }
        let trimmed = bytes.reversed().drop { $0 == 0x20 }.reversed()
        return String(decoding: trimmed, as: UTF8.self)
    }

    private static func isSmall(_ name: String) -> Bool {
        ["README.txt", "deployment.json", "manifest.json", "manifest.sig"].contains(name)
    }

    /// Bytes of a row of a column; nil for what is none.
    private static func rowByteCount(_ name: String) -> Int? {
        switch name {
        case "accounts/keys.bin", "tickets.bin": 32
        case "accounts/generations.bin": 4
        case "bells.bin": 16
        default: planeNumber(name) == nil ? nil : 1024
        }
    }

    private static func planeNumber(_ name: String) -> Int? {
        guard name.hasPrefix("planes/"), name.hasSuffix(".bin"), name.utf8.count == 16 else {
            return nil
        }
        return Int(name.dropFirst(7).dropLast(4))
    }

    private func refuse(_ reason: String) -> InputError {
        .unrecognised(path: path, reason: "an export, but \(reason)")
    }

    private static func size(_ path: String) throws(InputError) -> Int {
        var status = stat()
        guard stat(path, &status) == 0 else { throw .cannotOpen(path: path) }
        return Int(status.st_size)
    }

    // MARK: Entries

    private mutating func readEntry(
        _ name: String, _ byteCount: Int, _ file: inout BlockReader
    ) throws(InputError) {
        let row = Self.rowByteCount(name) ?? 1
        guard byteCount % row == 0, row > 1 || byteCount <= Self.smallEntryLimit else {
            throw refuse("'\(name)' has a size that no export has")
        }
        var hash = SHA256()
        var whole: [UInt8] = []
        var left = byteCount
        while left > 0 {
            guard let piece = try file.take(min(left, Self.pieceByteCount)) else {
                throw refuse("it is cut off in '\(name)'")
            }
            left -= piece.count
            hash.update(data: piece)
            if row > 1 { addRows(name, piece, row) } else { whole += piece }
        }
        let digest = hash.finalize().map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
        digests[name] = (byteCount, digest)
        if name == "manifest.json" { try readManifest(whole) }
    }

    private mutating func addRows(_ name: String, _ piece: [UInt8], _ row: Int) {
        switch name {
        case "accounts/keys.bin":
            export.keys += piece
            export.keyBytes.add(piece)
        case "accounts/generations.bin": export.generations += Self.prints(piece, row)
        case "bells.bin":
            export.bells += Self.prints(piece, row)
            export.bellBytes.add(piece)
        case "tickets.bin": break
        default:
            export.cellBytes.add(piece)
            guard let plane = Self.planeNumber(name), keptCells < ServerExport.cellLimit else {
                return
            }
            let prints = Self.prints(piece, row)
            keptCells += prints.count
            planes[plane, default: []] += prints
        }
    }

    private static func prints(_ piece: [UInt8], _ row: Int) -> [UInt64] {
        stride(from: 0, to: piece.count, by: row).map { Fingerprint.of(piece[$0..<$0 + row]) }
    }

    // MARK: The manifest

    private mutating func readManifest(_ bytes: [UInt8]) throws(InputError) {
        guard let read = try? JSONDecoder().decode(ExportManifest.self, from: Data(bytes)),
            read.format == ExportManifest.format
        else { throw refuse("its manifest cannot be read") }
        guard read.version == ExportManifest.version else {
            throw refuse("of version \(read.version); this program reads version 1")
        }
        manifest = read
    }

    private mutating func finish() throws(InputError) -> (AuditInput, InputReport) {
        guard let manifest else {
            throw .unrecognised(
                path: path, reason: "a tar archive without the manifest of a Moonless export")
        }
        guard manifest.slots > 0, export.keys.count == manifest.slots * ServerExport.keyByteCount,
            export.bells.count == manifest.slots, export.generations.count == manifest.slots,
            planes.values.allSatisfy({ $0.count <= manifest.slots })
        else { throw refuse("its columns do not have \(manifest.slots) rows") }
        export.role = manifest.role
        export.deployment = manifest.deployment
        export.round = manifest.round
        export.slots = manifest.slots
        export.planes = manifest.planes
        export.accounts = manifest.counters.accounts
        export.tickets = manifest.counters.tickets
        export.ticketsUsed = manifest.counters.ticketsUsed
        export.cells = planes.sorted { $0.key < $1.key }.map(\.value)
            .filter { $0.count == manifest.slots }
        // First: it compares the entries, which are then part of the export.
        let report = report(manifest)
        return (.export(export), report)
    }

    private mutating func report(_ manifest: ExportManifest) -> InputReport {
        var report = InputReport(path: path, kind: .export)
        report.understanding =
            "\(manifest.role) of deployment \(manifest.deployment.prefix(8)), round "
            + "\(manifest.round), \(manifest.slots) slots, \(manifest.planes) planes"
        report.rowCount = manifest.slots
        export.entries = manifest.entries.map { entry in
            let found = digests[entry.name]
            return ServerExport.Entry(
                name: entry.name, byteCount: entry.bytes,
                isAsSigned: found?.bytes == entry.bytes && found?.sha256 == entry.sha256)
        }
        let wrong = export.entries.filter { !$0.isAsSigned }.map(\.name)
        if !wrong.isEmpty {
            report.notes.append(
                "Not what the manifest says: \(wrong.prefix(5).joined(separator: ", "))"
                    + (wrong.count > 5 ? " and \(wrong.count - 5) more." : "."))
        }
        let named = Set(manifest.entries.map(\.name))
        let others = digests.keys.filter { !named.contains($0) && !$0.hasPrefix("manifest.") }
        if !others.isEmpty {
            report.notes.append(
                "Not in the manifest: \(others.sorted().prefix(5).joined(separator: ", ")).")
        }
        if export.cells.count < manifest.planes {
            report.notes.append(
                "\(export.cells.count) of \(manifest.planes) planes are compared, no more than "
                    + "\(ServerExport.cellLimit) cells.")
        }
        report.notes.append("The signature is for 'moonlessd verify' to check.")
        return report
    }
}
