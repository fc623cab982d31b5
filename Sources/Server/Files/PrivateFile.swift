#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Small files that only their owner reads and that are there entirely or not at all.
package enum PrivateFile {
    package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    package static func read(_ path: String, limit: Int = 1 << 20) throws -> [UInt8] {
        let file = try FileHandle(path, flags: O_RDONLY)
        let count = try file.byteCount()
        guard count <= limit else {
            throw ServerFailure(.data, "'\(path)' is too large to be what it should be")
        }
        return try file.read(count, at: 0)
    }

    /// Writes beside the file, forces it to the disk and renames it over the old one.
    package static func write(_ bytes: [UInt8], to path: String, mode: UInt32 = 0o600) throws {
        try replace(path, mode: mode) { file in try file.write(bytes, at: 0) }
    }

    /// As ``write(_:to:mode:)``, for contents that `fill` writes.
    static func replace(
        _ path: String, mode: UInt32 = 0o600, _ fill: (borrowing FileHandle) throws -> Void
    ) throws {
        let temporary = path + ".new"
        do {
            let file = try FileHandle(
                temporary, flags: O_RDWR | O_CREAT | O_TRUNC, mode: mode_t(mode))
            guard fchmod(file.descriptor, mode_t(mode)) == 0 else {
                throw SystemCall.failure("write", temporary)
            }
            try fill(file)
            try file.sync()
        } catch {
            _ = unlink(temporary)
            throw error
        }
        guard rename(temporary, path) == 0 else { throw SystemCall.failure("write", path) }
        try syncDirectory(of: path)
    }

    private static func syncDirectory(of path: String) throws {
        let directory = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let file = try FileHandle(directory.isEmpty ? "/" : directory, flags: O_RDONLY)
        try file.sync()
    }

    /// Makes a directory for its owner alone, and those above it.
    package static func makeDirectory(_ path: String) throws {
        var partial = path.hasPrefix("/") ? "/" : ""
        for name in path.split(separator: "/") {
            partial += name
            if mkdir(partial, 0o700) != 0, errno != EEXIST {
                throw SystemCall.failure("make the directory", partial)
            }
            partial += "/"
        }
    }
}

extension PrivateFile {
    /// Removes a file and SQLite's companions of it, if they are there.
    static func remove(_ path: String) throws {
        for name in ["-journal", "-wal", "-shm", ""].map({ path + $0 }) where exists(name) {
            guard unlink(name) == 0 else { throw SystemCall.failure("remove", name) }
        }
    }
}
