import Crypto

/// HMAC-SHA-256 under a key that is worked in once (RFC 2104, section 4).
///
/// Both hashes have taken in their padded key; a code takes copies of them. The library's own HMAC
/// can be kept and copied in that state too, but takes its data through generic code that costs
/// several times what the hashing does, and a server makes some hundred thousand codes a round.
struct KeyedHash: Sendable {
    /// Bytes of a block of SHA-256.
    private static let blockByteCount = 64
    /// Bytes of a code.
    static let byteCount = SHA256.byteCount

    private let inner: SHA256
    private let outer: SHA256

    /// - Parameter key: At most a block; longer ones would have to be hashed first.
    init(key: SymmetricKey) {
        precondition(key.bitCount <= 8 * Self.blockByteCount, "the key is longer than a block")
        inner = Self.begin(key, padding: 0x36)
        outer = Self.begin(key, padding: 0x5C)
    }

    private static func begin(_ key: SymmetricKey, padding: UInt8) -> SHA256 {
        withUnsafeTemporaryAllocation(byteCount: blockByteCount, alignment: 1) { block in
            _ = block.initializeMemory(as: UInt8.self, repeating: padding)
            key.withUnsafeBytes { for index in $0.indices { block[index] ^= $0[index] } }
            var hash = SHA256()
            hash.update(bufferPointer: UnsafeRawBufferPointer(block))
            for index in block.indices { block[index] = 0 }
            return hash
        }
    }

    /// The code of two parts one after the other.
    func code(_ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer) -> SHA256.Digest {
        var content = inner
        content.update(bufferPointer: first)
        if !second.isEmpty { content.update(bufferPointer: second) }
        var whole = outer
        content.finalize().withUnsafeBytes { whole.update(bufferPointer: $0) }
        return whole.finalize()
    }

    /// The code of two parts one after the other.
    func code(_ first: [UInt8], _ second: ArraySlice<UInt8> = []) -> SHA256.Digest {
        first.withUnsafeBytes { first in second.withUnsafeBytes { code(first, $0) } }
    }
}
