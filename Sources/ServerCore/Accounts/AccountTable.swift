import Crypto
package import Wire

/// What concerns an account table as a whole.
package enum AccountTable {
    static let emptyDigest = [UInt8](repeating: 0, count: 32)
    /// Records that are read from the store, or sent to the helper, at a time.
    static let chunkCount = 8_192

    /// A free slot: a real public key whose private half is thrown away, and a random generation.
    package static func makeFreeSlot(
        using random: inout some RandomNumberGenerator
    ) -> AccountRecord {
        let key = Curve25519.Signing.PrivateKey().publicKey.rawRepresentation
        return AccountRecord(
            generation: .random(in: .min ... .max, using: &random), key: Array(key),
            isOccupied: false)
    }

    /// SHA-256 over all records in order; 32 zero bytes for no table.
    static func digest(_ store: any AccountStore) throws -> [UInt8] {
        guard try !store.isEmpty() else { return emptyDigest }
        var hash = SHA256()
        try forEachChunk(store) { _, accounts in
            var writer = ByteWriter(reserving: accounts.count * 37)
            for account in accounts { account.encode(into: &writer) }
            hash.update(data: writer.bytes)
        }
        return Array(hash.finalize())
    }

    /// Visits the table in parts of ``chunkCount`` records.
    static func forEachChunk(
        _ store: any AccountStore, _ visit: (UInt32, [AccountRecord]) throws -> Void
    ) throws {
        var first: UInt32 = 0
        while true {
            let accounts = try store.accounts(from: first, limit: chunkCount)
            if accounts.isEmpty { return }
            try visit(first, accounts)
            first += UInt32(accounts.count)
        }
    }
}
