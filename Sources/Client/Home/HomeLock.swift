import Glibc

/// One process to a home: an advisory lock that the kernel gives back when the process ends,
/// however it ends.
package final class HomeLock: Sendable {
    private let descriptor: Int32

    init(path: String) throws {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw HomeError.cannotCreate(path, String(cString: strerror(errno)))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw HomeError.inUse(String(path.dropLast("/lock".count)))
        }
    }

    deinit { close(descriptor) }
}
