import CZlib
import ChatImport

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The first bytes of a file, from which its kind is recognised.
struct Opening {
    /// A line and its number.
    struct Line {
        let number: Int
        let bytes: [UInt8]
    }

    private let start: [UInt8]
    let lines: [Line]

    init(path: String) throws(InputError) {
        guard !Self.isFolder(path) else { throw .unrecognised(path: path, reason: "a folder") }
        guard let file = gzopen(path, "rb") else { throw .cannotOpen(path: path) }
        defer { gzclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let got = bytes.withUnsafeMutableBytes { gzread(file, $0.baseAddress, 1 << 16) }
        guard got >= 0 else { throw .damaged(path: path, afterLine: 0) }
        start = Array(bytes.prefix(Int(got)))
        let body = start.starts(with: [0xEF, 0xBB, 0xBF]) ? start.dropFirst(3) : start[...]
        lines = body.split(maxSplits: 200, omittingEmptySubsequences: false) { $0 == 0x0A }
            .enumerated()
            .map {
                Line(
                    number: $0.offset + 1,
                    bytes: $0.element.last == 0x0D
                        ? Array($0.element.dropLast()) : Array($0.element))
            }
    }

    /// Whether there are bytes that no text has.
    var isBinary: Bool { start.contains { $0 < 0x09 || (0x0E...0x1A).contains($0) } }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    var isZip: Bool { start.starts(with: [0x50, 0x4B, 0x03, 0x04]) }

    var isTar: Bool {
        start.count > 262 && Array(start[257..<262]) == Array("ustar".utf8)
    }

    var isRecording: Bool {
        if start.starts(with: RecordingFormat.magic) { return true }
        guard let first = lines.first, let members = FlatJSON.members(first.bytes) else {
            return false
        }
        return members["roundMicroseconds"] != nil
    }

    /// Whether one of the first lines begins like a message of a chat export.
    var looksLikeChat: Bool {
        lines.prefix(20).contains {
            ChatExport.looksLikeHeader(String(decoding: $0.bytes, as: UTF8.self))
        }
    }
}
