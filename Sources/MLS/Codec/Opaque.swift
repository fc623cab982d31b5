/// `opaque value<V>` as an element of a vector.
struct Opaque: MLSCodable, Sendable, Hashable {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    init(from decoder: inout Decoder) throws(MLSError) {
        bytes = try decoder.readOpaque()
    }

    func encode(into encoder: inout Encoder) {
        encoder.write(opaque: bytes)
    }
}
