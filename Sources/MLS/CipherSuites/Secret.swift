import Crypto

/// Bytes that must not leak: kept in heap storage that erases itself when the last copy goes.
///
/// A secret has no description and no encoding, and compares in constant time.
public struct Secret: Sendable, Equatable, CustomReflectable {
    let key: SymmetricKey

    /// Copies `bytes` into erasing storage; the caller's copy stays the caller's to erase.
    public init(_ bytes: some Sequence<UInt8>) {
        key = SymmetricKey(data: [UInt8](bytes))
    }

    init(key: SymmetricKey) {
        self.key = key
    }

    /// The number of bytes.
    public var count: Int { key.withUnsafeBytes { $0.count } }

    /// Copies the bytes out of erasing storage.
    public func copyBytes() -> [UInt8] {
        key.withUnsafeBytes { [UInt8]($0) }
    }

    /// Shows nothing.
    public var customMirror: Mirror {
        Mirror(self, children: EmptyCollection<Mirror.Child>())
    }

    /// Moves bytes into erasing storage and erases where they were.
    init(erasing bytes: inout [UInt8]) {
        self.init(bytes)
        Secret.erase(&bytes)
    }

    /// Overwrites bytes with zeros.
    ///
    /// It is never inlined, so that the stores do not look dead to the compiler.
    @inline(never)
    static func erase(_ bytes: inout [UInt8]) {
        for index in bytes.indices { bytes[index] = 0 }
    }

    /// A secret of `count` zero bytes, which the key schedule calls 0.
    package static func zero(count: Int) -> Secret {
        Secret([UInt8](repeating: 0, count: count))
    }
}

// A secret is written only into a ciphertext or into stored state, both of which are made in this
// module: it has no encoding that anybody else could call.

extension MLSEncoder {
    /// Writes `opaque secret<V>`.
    mutating func write(_ secret: Secret) {
        var bytes = secret.copyBytes()
        write(opaque: bytes)
        Secret.erase(&bytes)
    }

    /// Writes `optional<secret>`.
    mutating func write(optional secret: Secret?) {
        write(UInt8(secret == nil ? 0 : 1))
        if let secret { write(secret) }
    }
}

extension MLSDecoder {
    /// Reads `opaque secret<V>`.
    mutating func read(_ type: Secret.Type = Secret.self) throws(MLSError) -> Secret {
        var bytes = try readOpaque()
        return Secret(erasing: &bytes)
    }

    /// Reads `optional<secret>`.
    mutating func readOptional(_ type: Secret.Type = Secret.self) throws(MLSError) -> Secret? {
        switch try read(UInt8.self) {
        case 0: return nil
        case 1: return try read(Secret.self)
        default: throw MLSError(.invalidOptional)
        }
    }
}
