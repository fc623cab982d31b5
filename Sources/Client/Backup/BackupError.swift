/// Why a backup could not be made or read.
package enum BackupError: Error, Sendable, Equatable, CustomStringConvertible {
    case exists(String)
    case notABackup
    /// Written by a later version of the program.
    case unknownVersion(Int)
    /// The file ends too early.
    case truncated
    /// Bytes of the file are not those that were written.
    case altered
    /// The vault holds no complete account.
    case noAccount

    package var description: String {
        switch self {
        case .exists(let path):
            "\(path) exists already: choose another name, or give --overwrite to replace it"
        case .notABackup: "the file is not a backup of moonless"
        case .unknownVersion(let version):
            "the backup is of version \(version), which this program does not know: "
                + "upgrade moonless"
        case .truncated: "the backup is cut off: nothing was restored"
        case .altered: "the backup is damaged or was altered: nothing was restored"
        case .noAccount: "the backup holds no account: nothing was restored"
        }
    }
}
