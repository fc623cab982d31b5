import Glibc

/// A file that can be reached after another one has taken its name.
final class HeldFile {
    private let path: String
    private let descriptor: Int32

    init(_ path: String) throws(FileError) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(path) }
    }

    deinit { close(descriptor) }

    /// Replaces its bytes by zeros, on the disk.
    func overwrite() throws(FileError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileError(path) }
        try PrivateFile.writeAll(
            [UInt8](repeating: 0, count: Int(status.st_size)), to: descriptor, path: path)
        guard fsync(descriptor) == 0 else { throw FileError(path) }
    }
}
