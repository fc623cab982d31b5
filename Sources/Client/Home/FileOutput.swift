import Glibc

/// A file that comes into being as a whole: written beside its place under another name, for its
/// owner alone, and moved there when it is complete.
///
/// What is not finished is removed.
package final class FileOutput {
    private let path: String
    private let replaces: Bool
    private let temporary: String
    private var descriptor: Int32

    /// - Parameter replaces: whether a file that is there may be replaced.
    /// - Throws: ``FileError``, with EEXIST if there is a file and it may not be replaced.
    package init(_ path: String, replacing replaces: Bool) throws(FileError) {
        self.path = path
        self.replaces = replaces
        temporary = path + ".new"
        descriptor = -1
        try checkPlace()
        unlink(temporary)
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileError(temporary) }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        unlink(temporary)
    }

    private func checkPlace() throws(FileError) {
        guard PrivateFile.exists(path) else { return }
        var status = stat()
        // A directory, a device or a pipe is no place for a file, wanted or not.
        let isFile = lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        guard replaces, isFile else {
            errno = EEXIST
            throw FileError(path)
        }
    }

    package func write(_ bytes: [UInt8]) throws(FileError) {
        try PrivateFile.writeAll(bytes, to: descriptor, path: temporary)
    }

    /// Puts the complete file into its place, on the disk when this returns.
    package func finish() throws(FileError) {
        guard fsync(descriptor) == 0 else { throw FileError(temporary) }
        try checkPlace()
        guard rename(temporary, path) == 0 else { throw FileError(path) }
        close(descriptor)
        descriptor = -1
        try PrivateFile.synchronizeDirectory(of: path)
    }
}
