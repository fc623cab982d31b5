import CPictures
import Glibc
import Testing

/// The process that decodes hostile pictures can do nothing but that.
@Suite struct PictureHelperTests {
    /// Each ends with the number of the first right that is left, or with 77.
    @Test func confinedProcessOpensNothingAndReachesNobody() async {
        await #expect(processExitsWith: .exitCode(77)) {
            guard picture_give_up_rights() == 0 else { _exit(1) }
            func isRefused(_ result: Int32) -> Bool { result == -1 && errno == EPERM }
            guard isRefused(open("/etc/hostname", O_RDONLY)) else { _exit(2) }
            guard isRefused(open("/tmp/moonless-leak", O_WRONLY | O_CREAT, 0o600)) else { _exit(3) }
            guard isRefused(socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)) else { _exit(4) }
            guard isRefused(socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)) else { _exit(5) }
            guard isRefused(kill(getppid(), 0)) else { _exit(6) }
            guard isRefused(chdir("/")) else { _exit(7) }
            guard isRefused(Int32(unlink("/tmp/moonless-leak"))) else { _exit(8) }
            var status = stat()
            guard isRefused(lstat("/", &status)) else { _exit(9) }
            _exit(77)
        }
    }

    @Test func confinedProcessStartsNoOther() async {
        await #expect(processExitsWith: .exitCode(77)) {
            guard picture_give_up_rights() == 0 else { _exit(1) }
            var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("/bin/true"), nil]
            guard execv("/bin/true", &arguments) == -1, errno == EPERM else { _exit(2) }
            var process = pid_t()
            guard posix_spawn(&process, "/bin/true", nil, nil, &arguments, nil) == EPERM else {
                _exit(3)
            }
            _exit(77)
        }
    }
}
