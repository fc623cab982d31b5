import CZlib

/// The directory of a zip archive, and the contents of single entries.
///
/// Only what a chat export needs: stored and deflated entries, no encryption, no ZIP64. An
/// archive with a path that leads outside is refused as a whole.
struct ZipArchive {
    /// One file of the archive.
    struct Entry {
        let name: String
        let method: UInt16
        let checksum: UInt32
        let compressedByteCount: Int
        let byteCount: Int
        let headerOffset: Int
    }

    static let localSignature: [UInt8] = [0x50, 0x4B, 0x03, 0x04]
    private static let entryLimit = 100_000
    /// Deflate cannot do better than 1,032 to 1; text stays far below this.
    private static let ratioLimit = 200

    private let file: RandomAccessFile
    let entries: [Entry]

    init(_ file: RandomAccessFile) throws(ChatImportError) {
        self.file = file
        let directory = try Self.directory(file)
        entries = try Self.entries(directory.bytes, count: directory.count)
        for entry in entries { try Self.checkPath(entry.name) }
    }

    private static func directory(_ file: RandomAccessFile) throws(ChatImportError) -> (
        bytes: [UInt8], count: Int
    ) {
        let tail = try file.bytes(
            at: max(0, file.size - 65_557), count: min(file.size, 65_557))
        var place = tail.count - 22
        while place >= 0, tail.little32(place) != 0x0605_4B50 { place -= 1 }
        guard place >= 0 else { throw .archiveDamaged("it has no directory") }
        let count = Int(tail.little16(place + 10))
        let size = Int(tail.little32(place + 12))
        let offset = Int(tail.little32(place + 16))
        guard offset != 0xFFFF_FFFF, count != 0xFFFF else {
            throw .archiveRefused("it is larger than 4 GB (ZIP64)")
        }
        guard count <= entryLimit else { throw .archiveRefused("more than \(entryLimit) files") }
        return (try file.bytes(at: offset, count: size), count)
    }

    private static func entries(_ bytes: [UInt8], count: Int) throws(ChatImportError) -> [Entry] {
        var result: [Entry] = []
        var place = 0
        for _ in 0..<count {
            guard place + 46 <= bytes.count, bytes.little32(place) == 0x0201_4B50 else {
                throw .archiveDamaged("entry \(result.count + 1) of its directory")
            }
            let nameCount = Int(bytes.little16(place + 28))
            let extraCount = Int(bytes.little16(place + 30) + 0) + Int(bytes.little16(place + 32))
            guard place + 46 + nameCount + extraCount <= bytes.count else {
                throw .archiveDamaged("entry \(result.count + 1) of its directory")
            }
            guard bytes.little16(place + 8) & 1 == 0 else {
                throw .archiveRefused("it is encrypted")
            }
            let name = bytes[(place + 46)..<(place + 46 + nameCount)]
            result.append(
                Entry(
                    name: String(decoding: name, as: UTF8.self), method: bytes.little16(place + 10),
                    checksum: bytes.little32(place + 16),
                    compressedByteCount: Int(bytes.little32(place + 20)),
                    byteCount: Int(bytes.little32(place + 24)),
                    headerOffset: Int(bytes.little32(place + 42))))
            place += 46 + nameCount + extraCount
        }
        return result
    }

    private static func checkPath(_ name: String) throws(ChatImportError) {
        let parts = name.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "\\" }
        let hasDrive = name.utf8.dropFirst().first == 0x3A
        guard !name.isEmpty, parts.first != "", !parts.contains(".."), !hasDrive,
            !name.utf8.contains(0)
        else { throw .archiveRefused("a path leads outside of it") }
    }

    /// The bytes of an entry, checked against its size and checksum.
    func contents(of entry: Entry) throws(ChatImportError) -> [UInt8] {
        guard entry.byteCount <= ChatExport.textLimitBytes else {
            throw .tooLarge(limitBytes: ChatExport.textLimitBytes)
        }
        guard entry.byteCount <= max(1 << 20, entry.compressedByteCount * Self.ratioLimit) else {
            throw .archiveRefused("it expands more than \(Self.ratioLimit) times")
        }
        let header = try file.bytes(at: entry.headerOffset, count: 30)
        guard header.starts(with: Self.localSignature) else {
            throw .archiveDamaged("the header of an entry")
        }
        let skipped = 30 + Int(header.little16(26)) + Int(header.little16(28))
        let packed = try file.bytes(
            at: entry.headerOffset + skipped, count: entry.compressedByteCount)
        let result: [UInt8]
        switch entry.method {
        case 0: result = packed
        case 8: result = try Self.inflated(packed, byteCount: entry.byteCount)
        default: throw .archiveRefused("compression method \(entry.method)")
        }
        let checksum = crc32(0, result, UInt32(result.count))
        guard result.count == entry.byteCount,
            UInt32(truncatingIfNeeded: checksum) == entry.checksum
        else { throw .archiveDamaged("an entry does not match its checksum") }
        return result
    }

    /// Inflates into exactly the announced number of bytes; one more is an error.
    private static func inflated(_ packed: [UInt8], byteCount: Int) throws(ChatImportError)
        -> [UInt8]
    {
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        guard inflateInit2_(&stream, -MAX_WBITS, zlibVersion(), size) == Z_OK else {
            throw .archiveDamaged("inflate cannot begin")
        }
        defer { inflateEnd(&stream) }
        var input = packed
        var output = [UInt8](repeating: 0, count: byteCount + 1)
        let status = input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(target.count)
                return inflate(&stream, Z_FINISH)
            }
        }
        guard status == Z_STREAM_END, Int(stream.total_out) == byteCount else {
            throw .archiveDamaged("an entry does not inflate to its announced size")
        }
        output.removeLast()
        return output
    }
}

extension [UInt8] {
    fileprivate func little16(_ place: Int) -> UInt16 {
        UInt16(self[place]) | UInt16(self[place + 1]) << 8
    }

    fileprivate func little32(_ place: Int) -> UInt32 {
        UInt32(little16(place)) | UInt32(little16(place + 2)) << 16
    }
}
