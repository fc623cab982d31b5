/// Sixteen bytes, kept in two words so that they need no allocation.
struct Block: Hashable, Sendable {
    var low: UInt64
    var high: UInt64

    init(_ bytes: some Sequence<UInt8>) throws(RetrievalError) {
        var words: (UInt64, UInt64) = (0, 0)
        var count = 0
        for byte in bytes {
            guard count < 16 else { throw .wrongKeyByteCount }
            if count < 8 {
                words.0 |= UInt64(byte) << (8 * count)
            } else {
                words.1 |= UInt64(byte) << (8 * (count - 8))
            }
            count += 1
        }
        guard count == 16 else { throw .wrongKeyByteCount }
        (low, high) = words
    }

    /// Appends the sixteen bytes.
    func append(to bytes: inout [UInt8]) {
        withUnsafeBytes(of: low.littleEndian) { bytes.append(contentsOf: $0) }
        withUnsafeBytes(of: high.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// Lends the sixteen bytes, without a copy on the heap.
    func withBytes<Result>(_ body: (UnsafePointer<UInt8>) -> Result) -> Result {
        withUnsafePointer(to: self) { pointer in
            pointer.withMemoryRebound(to: UInt8.self, capacity: 16, body)
        }
    }
}
