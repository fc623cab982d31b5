#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Keeps a second process from serving the same directory: two of them would serve rounds twice.
///
/// The lock ends with its holder, even when that is killed.
package final class DirectoryLock: Sendable {
    private let descriptor: Int32

    package init(_ directory: ServerDirectory) throws {
        descriptor = open(directory.lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SystemCall.failure("open", directory.lock) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            _ = close(descriptor)
            guard code == EWOULDBLOCK else {
                throw SystemCall.failure("lock", directory.lock, code: code)
            }
            throw ServerFailure(
                .busy, "'\(directory.path)' is in use by another moonlessd: stop that one first")
        }
    }

    deinit { _ = close(descriptor) }
}
