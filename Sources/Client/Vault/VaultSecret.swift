/// What opens a vault.
package enum VaultSecret: Sendable {
    case passphrase(String)
    /// The content of a key file.
    case keyFile([UInt8])
}
