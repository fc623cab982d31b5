/// Why a server's program cannot go on, in words for its operator: what was wrong and what to do.
package struct ServerFailure: Error, Equatable, CustomStringConvertible {
    /// Kinds of failures; the numbers are the program's exit codes, those of `sysexits.h`.
    package enum Kind: Int32, Sendable {
        /// A value that was named is not allowed.
        case usage = 64
        /// A file is damaged, incomplete or of another version.
        case data = 65
        /// A directory or file that was named is not there.
        case missingInput = 66
        /// An address cannot be listened on.
        case unavailable = 69
        /// A file or directory exists already, or cannot be made.
        case cannotCreate = 73
        /// A disk failed or is full.
        case inputOutput = 74
        /// Another process uses the directory.
        case busy = 75
        /// The rights to a file are lacking.
        case noPermission = 77
        /// The deployment or this server's configuration is not complete.
        case configuration = 78
    }

    package let kind: Kind
    package let message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    package var description: String { message }
}
