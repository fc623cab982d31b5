import Glibc

/// Files and directories that their owner alone may read.
package enum PrivateFile {
    package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    package static func remove(_ path: String) { unlink(path) }

    package static func read(_ path: String) throws(FileError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(path) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { throw FileError(path) }
            if count == 0 { return bytes }
            bytes.append(contentsOf: buffer.prefix(count))
        }
    }

    /// Makes a file that must not exist yet.
    package static func create(_ path: String, with bytes: [UInt8]) throws(FileError) {
        try write(bytes, to: path, flags: O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC)
        try synchronizeDirectory(of: path)
    }

    /// Replaces a file as a whole: after a crash there is the old one or the new one.
    package static func replace(_ path: String, with bytes: [UInt8]) throws(FileError) {
        let temporary = path + ".new"
        do {
            try write(bytes, to: temporary, flags: O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC)
        } catch {
            // What a full disk leaves of it only takes up room.
            unlink(temporary)
            throw error
        }
        guard rename(temporary, path) == 0 else { throw FileError(path) }
        try synchronizeDirectory(of: path)
    }

    private static func write(
        _ bytes: [UInt8], to path: String, flags: Int32
    ) throws(FileError) {
        let descriptor = open(path, flags, 0o600)
        guard descriptor >= 0 else { throw FileError(path) }
        defer { close(descriptor) }
        try writeAll(bytes, to: descriptor, path: path)
        guard fsync(descriptor) == 0 else { throw FileError(path) }
    }

    /// Replaces a file's bytes in place by random ones of the same number, on the disk.
    static func overwrite(_ path: String) throws(FileError) {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileError(path) }
        var generator = SystemRandomNumberGenerator()
        var rest = Int(status.st_size)
        while rest > 0 {
            let count = min(rest, 1 << 16)
            let words = (0..<(count + 7) / 8).map { _ in generator.next() }
            let noise = words.withUnsafeBytes { Array($0.prefix(count)) }
            try writeAll(noise, to: descriptor, path: path)
            rest -= count
        }
        guard fsync(descriptor) == 0 else { throw FileError(path) }
    }

    static func writeAll(
        _ bytes: [UInt8], to descriptor: Int32, path: String
    ) throws(FileError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FileError(path) }
            rest = rest.dropFirst(count)
        }
    }

    /// Makes a file's name durable.
    static func synchronizeDirectory(of path: String) throws(FileError) {
        let directory = parent(path)
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(directory) }
        fsync(descriptor)
        close(descriptor)
    }

    /// Makes a directory with those above it.
    ///
    /// Those that are made are the owner's alone.
    package static func createDirectory(_ path: String) throws(FileError) {
        if mkdir(path, 0o700) == 0 { return }
        switch errno {
        case EEXIST: return
        case ENOENT where parent(path) != path:
            try createDirectory(parent(path))
            guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw FileError(path) }
        default: throw FileError(path)
        }
    }

    /// Closes a directory to everybody but its owner.
    package static func makePrivate(_ path: String) throws(FileError) {
        guard chmod(path, 0o700) == 0 else { throw FileError(path) }
    }

    /// Names of a directory's entries but `.` and `..`.
    package static func list(_ path: String) throws(FileError) -> [String] {
        guard let directory = opendir(path) else { throw FileError(path) }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
                    String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    package static func isPrivateDirectory(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
            && status.st_mode & 0o077 == 0 && status.st_uid == getuid()
    }

    private static func parent(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
