#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A chat export on disk: a text, or a zip with the text and perhaps media.
public enum ChatFile {
    /// Reads the export at a path; of an archive, the text only.
    public static func read(path: String, dateOrder: DateOrder? = nil) throws(ChatImportError)
        -> ChatExport
    {
        let file = try RandomAccessFile(path: path)
        if try file.bytes(at: 0, count: min(4, file.size)) == ZipArchive.localSignature {
            let archive = try ZipArchive(file)
            let text = try archive.contents(of: chat(in: archive))
            return try ChatExport(text: text, dateOrder: dateOrder)
        }
        guard file.size <= ChatExport.textLimitBytes else {
            throw .tooLarge(limitBytes: ChatExport.textLimitBytes)
        }
        return try ChatExport(text: file.bytes(at: 0, count: file.size), dateOrder: dateOrder)
    }

    private static func chat(in archive: ZipArchive) throws(ChatImportError) -> ZipArchive.Entry {
        let texts = archive.entries.filter { $0.name.lowercased().hasSuffix(".txt") }
        if let chat = texts.first(where: { $0.name == "_chat.txt" }) { return chat }
        let named = texts.filter { $0.name.hasPrefix("WhatsApp") }
        let candidates = named.isEmpty ? texts : named
        guard let only = candidates.first else { throw .noChatInArchive }
        guard candidates.count == 1 else {
            throw .severalChatsInArchive(candidates.map(\.name))
        }
        return only
    }
}

/// A file that is read here and there.
final class RandomAccessFile {
    private let descriptor: Int32
    let size: Int

    init(path: String) throws(ChatImportError) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .cannotOpen }
        let end = lseek(descriptor, 0, SEEK_END)
        guard end >= 0 else {
            close(descriptor)
            throw .cannotOpen
        }
        size = Int(end)
    }

    deinit {
        close(descriptor)
    }

    func bytes(at offset: Int, count: Int) throws(ChatImportError) -> [UInt8] {
        guard offset >= 0, count >= 0, offset + count <= size else {
            throw .archiveDamaged("it ends too early")
        }
        var result = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let got = result.withUnsafeMutableBytes { buffer in
                pread(
                    descriptor, buffer.baseAddress.map { $0 + done }, count - done,
                    off_t(offset + done))
            }
            guard got > 0 else { throw .cannotOpen }
            done += got
        }
        return result
    }
}
