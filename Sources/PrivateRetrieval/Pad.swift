import CPrivateRetrieval

/// One-time pads that hide answers from everyone but the client: the keystream of AES-CTR, counter
/// blocks from zero, big-endian, under a key that serves one answer.
public enum Pad {
    /// XORs the pad of a key onto bytes: seals at a server, opens at the client.
    ///
    /// - Parameters:
    ///   - key: 16 or 32 bytes, never used for two answers.
    ///   - bytes: An answer, changed in place.
    /// - Throws: ``RetrievalError/wrongKeyByteCount``.
    public static func apply(key: [UInt8], to bytes: inout [UInt8]) throws(RetrievalError) {
        guard key.count == 16 || key.count == 32 else { throw .wrongKeyByteCount }
        bytes.withUnsafeMutableBufferPointer {
            pr_pad_apply(AESEngine.best.pointer, key, key.count, $0.baseAddress, $0.count)
        }
    }
}

/// The pad keys of a batch, one for each query, all of 16 or all of 32 bytes.
public struct PadKeys: Sendable {
    let bytes: [UInt8]
    let keyByteCount: Int

    /// Keys.
    public var count: Int { bytes.count / keyByteCount }

    /// One key.
    public subscript(index: Int) -> [UInt8] {
        Array(bytes[index * keyByteCount..<(index + 1) * keyByteCount])
    }

    /// Takes keys that lie one after the other.
    ///
    /// - Throws: ``RetrievalError/wrongKeyByteCount`` unless `keyByteCount` is 16 or 32 and the
    ///   bytes are a whole number of keys.
    public init(_ bytes: [UInt8], keyByteCount: Int) throws(RetrievalError) {
        guard keyByteCount == 16 || keyByteCount == 32, bytes.count % keyByteCount == 0 else {
            throw .wrongKeyByteCount
        }
        self.bytes = bytes
        self.keyByteCount = keyByteCount
    }

    /// Takes separate keys of one length.
    ///
    /// - Throws: ``RetrievalError/wrongKeyByteCount`` unless all have 16 or all have 32 bytes.
    public init(_ keys: [[UInt8]]) throws(RetrievalError) {
        let keyByteCount = keys.first?.count ?? 16
        guard keys.allSatisfy({ $0.count == keyByteCount }) else { throw .wrongKeyByteCount }
        try self.init(Array(keys.joined()), keyByteCount: keyByteCount)
    }
}
