import CZlib

/// Reads a recording in either form: compact, or JSON lines.
///
/// The first JSON line is `{"roundMicroseconds":1000000}`. Each further one has the members
/// `server`, `microseconds`, `kind`, `slot` (may be absent), `bytes`, `direction` (`in` or `out`)
/// and `digest` (hexadecimal, may be absent).
struct RecordingReader {
    let path: String

    func read() throws(InputError) -> (AuditInput, InputReport) {
        var report = InputReport(path: path, kind: .recording)
        let recording = try isCompact() ? readCompact(&report) : readLines(&report)
        guard report.rowCount > 0 else {
            throw .noUsableRows(path: path, reason: "the recording has no events")
        }
        report.understanding =
            "observers \(recording.servers.joined(separator: ", ")); "
            + "events \(recording.kinds.joined(separator: ", "))"
        return (.recording(recording), report)
    }

    private func isCompact() throws(InputError) -> Bool {
        var file = try BlockReader(path: path)
        return try file.take(RecordingFormat.magic.count) == RecordingFormat.magic
    }

    private func readCompact(_ report: inout InputReport) throws(InputError) -> Recording {
        let path = path
        var file = try BlockReader(path: path)
        let header = try Self.header(&file, path)
        var count = 0
        try Self.forEachRecord(&file, path, header) { _ in count += 1 }
        report.rowCount = count
        return Recording(
            servers: header.servers, kinds: header.kinds,
            roundMicroseconds: header.roundMicroseconds
        ) { body throws(InputError) in
            var file = try BlockReader(path: path)
            _ = try Self.header(&file, path)
            try Self.forEachRecord(&file, path, header, body)
        }
    }

    private static func header(_ file: inout BlockReader, _ path: String) throws(InputError)
        -> Header
    {
        guard try file.take(RecordingFormat.magic.count) == RecordingFormat.magic,
            let period = try file.take(8), let servers = try names(&file),
            let kinds = try names(&file)
        else { throw .damaged(path: path, afterLine: 0) }
        let round = period.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard (1...UInt64(Int64.max)).contains(round) else {
            throw .unrecognised(path: path, reason: "the period of the rounds is zero")
        }
        return Header(servers: servers, kinds: kinds, roundMicroseconds: Int64(round))
    }

    private struct Header: Sendable {
        let servers: [String]
        let kinds: [String]
        let roundMicroseconds: Int64
    }

    private static func names(_ file: inout BlockReader) throws(InputError) -> [String]? {
        guard let count = try file.take(1)?.first else { return nil }
        var names: [String] = []
        for _ in 0..<count {
            guard let length = try file.take(1)?.first, let text = try file.take(Int(length))
            else { return nil }
            names.append(String(decoding: text, as: UTF8.self))
        }
        return names
    }

    private static let recordsPerBlock = 8192

    private static func forEachRecord(
        _ file: inout BlockReader, _ path: String, _ header: Header,
        _ body: (RecordedEvent) -> Void
    ) throws(InputError) {
        var number = 0
        let size = RecordingFormat.recordByteCount
        while true {
            let block = try file.takeUpTo(size * recordsPerBlock)
            guard block.count % size == 0 else {
                throw .unrecognised(
                    path: path, reason: "record \(number + block.count / size + 1) is cut off")
            }
            if block.isEmpty { return }
            for start in stride(from: 0, to: block.count, by: size) {
                number += 1
                guard let event = RecordingFormat.event(block[start..<start + size]),
                    event.server < header.servers.count, event.kind < header.kinds.count
                else {
                    throw .unrecognised(path: path, reason: "record \(number) is malformed")
                }
                body(event)
            }
        }
    }

    private func readLines(_ report: inout InputReport) throws(InputError) -> Recording {
        var servers = NameTable()
        var kinds = NameTable()
        var events: [RecordedEvent] = []
        var lines = try LineReader(path: path)
        guard let first = try lines.next(), let members = FlatJSON.members(first),
            let round = members["roundMicroseconds"].flatMap({ Int64($0) }), round > 0
        else {
            throw .unrecognised(path: path, reason: "line 1 does not give roundMicroseconds")
        }
        while let line = try lines.next() {
            guard !line.isEmpty else { continue }
            guard events.count < TableReader.rowLimit else {
                throw .tooManyRows(path: path, limit: TableReader.rowLimit)
            }
            guard let members = FlatJSON.members(line),
                let event = Self.event(members, &servers, &kinds)
            else {
                report.reject(line: lines.lineNumber, "not an event of a recording")
                continue
            }
            events.append(event)
        }
        report.rowCount = events.count
        return Recording(
            servers: servers.names, kinds: kinds.names, roundMicroseconds: round,
            events: events)
    }

    private static func event(
        _ members: [String: String], _ servers: inout NameTable, _ kinds: inout NameTable
    ) -> RecordedEvent? {
        guard let server = members["server"], let kind = members["kind"],
            let time = members["microseconds"].flatMap({ Int64($0) }),
            let bytes = members["bytes"].flatMap({ UInt32($0) }),
            let direction = members["direction"], direction == "in" || direction == "out",
            let slot = members["slot"].map({ Int32($0) }) ?? -1,
            let digest = members["digest"].map({ UInt32($0, radix: 16) }) ?? 0
        else { return nil }
        let serverNumber = servers.number(of: server)
        let kindNumber = kinds.number(of: kind)
        guard serverNumber < 256, kindNumber < 256 else { return nil }
        return RecordedEvent(
            microseconds: time, slot: slot, byteCount: bytes, server: UInt8(serverNumber),
            kind: UInt8(kindNumber), direction: direction == "in" ? .incoming : .outgoing,
            digest: digest)
    }
}
