#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// An open file that closes itself.
///
/// Reads and writes are complete or throw.
struct FileHandle: ~Copyable {
    let descriptor: Int32
    let path: String

    init(_ path: String, flags: Int32, mode: mode_t = 0o600) throws {
        descriptor = open(path, flags | O_CLOEXEC, mode)
        self.path = path
        guard descriptor >= 0 else { throw SystemCall.failure("open", path) }
    }

    deinit { _ = close(descriptor) }

    func byteCount() throws -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw SystemCall.failure("read", path) }
        return Int(status.st_size)
    }

    func read(_ count: Int, at offset: Int) throws -> [UInt8] {
        var failure: ServerFailure?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let done = pread(
                    descriptor, buffer.baseAddress.map { $0 + filled }, count - filled,
                    off_t(offset + filled))
                if done < 0, errno == EINTR { continue }
                guard done > 0 else {
                    failure =
                        done < 0
                        ? SystemCall.failure("read", path)
                        : ServerFailure(.data, "'\(path)' is shorter than it must be")
                    return
                }
                filled += done
            }
        }
        if let failure { throw failure }
        return bytes
    }

    func write(_ bytes: [UInt8], at offset: Int) throws {
        try Self.write(bytes, at: offset, descriptor: descriptor, path: path)
    }

    static func write(
        _ bytes: [UInt8], at offset: Int, descriptor: Int32, path: String
    ) throws {
        try bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                let done = pwrite(
                    descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written,
                    off_t(offset + written))
                if done < 0, errno == EINTR { continue }
                guard done > 0 else { throw SystemCall.failure("write", path) }
                written += done
            }
        }
    }

    /// Makes room for a file of this size, so that later writes within it find the disk full never.
    func reserve(_ count: Int) throws {
        #if os(Linux)
            let code = posix_fallocate(descriptor, 0, off_t(count))
            guard code == 0 else { throw SystemCall.failure("make room for", path, code: code) }
        #endif
    }

    /// What was read or written is not needed in memory: the planes should stay there instead.
    ///
    /// Begins to write what has changed, and drops what is written.
    func forgetCached() {
        #if os(Linux)
            _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
        #endif
    }

    func sync() throws {
        guard fsync(descriptor) == 0 else { throw SystemCall.failure("write", path) }
    }
}
