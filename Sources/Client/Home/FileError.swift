import Glibc

/// A file that could not be read or written, with the system's reason.
package struct FileError: Error, Sendable, Equatable, CustomStringConvertible {
    package let path: String
    package let number: Int32

    /// Takes the reason of the system call that has just failed.
    init(_ path: String) {
        number = errno
        self.path = path
    }

    package var isDiskFull: Bool { number == ENOSPC || number == EDQUOT }
    package var isMissing: Bool { number == ENOENT }
    package var alreadyExists: Bool { number == EEXIST }

    package var description: String { "\(path): \(String(cString: strerror(number)))" }
}
