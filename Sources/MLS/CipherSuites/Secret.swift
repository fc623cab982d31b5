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

extension Secret: MLSCodable {
    /// Appends `opaque secret<V>`; only to go into a ciphertext or into stored state.
    public func encode(into encoder: inout Encoder) {
        encoder.write(opaque: copyBytes())
    }

    /// Reads `opaque secret<V>`.
    public init(from decoder: inout Decoder) throws(MLSError) {
        self.init(try decoder.readOpaque())
    }
}
