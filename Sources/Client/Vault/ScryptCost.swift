/// The work that a guess of the passphrase costs.
///
/// Kept in the vault's header, so that it can grow.
package struct ScryptCost: Codable, Sendable, Equatable {
    /// N: a power of two.
    ///
    /// Memory is 128 bytes times N times ``blockSize``.
    package var rounds: Int
    package var blockSize: Int
    package var parallelism: Int

    /// 128 MiB and a few tenths of a second.
    package static let standard = ScryptCost(rounds: 1 << 17, blockSize: 8, parallelism: 1)
    /// For tests, which open many vaults.
    package static let forTests = ScryptCost(rounds: 1 << 4, blockSize: 8, parallelism: 1)

    /// A header is not yet authenticated when its parameters are used: refuse absurd ones.
    var isPlausible: Bool {
        rounds > 1 && rounds & (rounds - 1) == 0 && rounds <= 1 << 22
            && (1...32).contains(blockSize) && (1...16).contains(parallelism)
    }
}
