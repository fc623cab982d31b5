import Glibc

/// A file that has no name any more, to be read once: it is gone with its last reader.
package final class FileDownload: Sendable {
    package let byteCount: Int
    private let descriptor: Int32
    private let path: String

    /// Opens a file and takes its name away.
    package init(taking path: String) throws(FileError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(path) }
        unlink(path)
        byteCount = Int(lseek(descriptor, 0, SEEK_END))
    }

    deinit { close(descriptor) }

    /// - Returns: bytes from a place on; fewer than wanted, or none, at the end.
    package func read(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: count)
        while true {
            let got = pread(descriptor, &buffer, count, off_t(offset))
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw FileError(path) }
            return Array(buffer.prefix(got))
        }
    }
}
