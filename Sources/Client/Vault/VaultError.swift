/// Why a vault could not be made, opened, read or written.
package enum VaultError: Error, Sendable, Equatable, CustomStringConvertible {
    case wrongPassphrase
    case wrongKeyFile
    /// The vault was sealed under a key file, and none was given; or the other way round.
    case keyFileNeeded
    case passphraseNeeded
    case keyFileTooShort
    /// Written by a later version of the program.
    case unknownVersion(Int, known: Int)
    case damaged(String)
    case diskFull
    case disk(String)
    /// The account was just locked away or deleted.
    case closed

    package var description: String {
        switch self {
        case .wrongPassphrase: "wrong passphrase"
        case .wrongKeyFile: "the key file is not this account's"
        case .keyFileNeeded: "this account is opened by a key file: give it with --key-file"
        case .passphraseNeeded:
            "this account is opened by a passphrase, not by a key file: leave --key-file out"
        case .keyFileTooShort: "a key file needs at least 32 random bytes"
        case .unknownVersion(let version, let known):
            "the vault is of version \(version), this program knows versions up to \(known): "
                + "upgrade moonless"
        case .damaged(let what): "the vault is damaged: \(what)"
        case .diskFull: "the disk is full: nothing was stored; free some space"
        case .disk(let what): "the disk failed: \(what)"
        case .closed: "the account is closed"
        }
    }
}
