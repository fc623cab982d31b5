import Glibc

/// A file that is read from its beginning to its end, in parts.
final class FileInput {
    private let path: String
    private let descriptor: Int32

    init(_ path: String) throws(FileError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(path) }
    }

    deinit { close(descriptor) }

    /// - Returns: so many bytes; fewer at the end of the file.
    func read(_ count: Int) throws(FileError) -> [UInt8] {
        var bytes: [UInt8] = []
        // Not reserved at once: the count comes from the file.
        var buffer = [UInt8](repeating: 0, count: min(count, 1 << 16))
        while bytes.count < count {
            let wanted = min(buffer.count, count - bytes.count)
            let got = Glibc.read(descriptor, &buffer, wanted)
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw FileError(path) }
            if got == 0 { break }
            bytes.append(contentsOf: buffer.prefix(got))
        }
        return bytes
    }
}
