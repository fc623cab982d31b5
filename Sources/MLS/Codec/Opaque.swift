/// `opaque value<V>` as an element of a vector.
package struct Opaque: MLSCodable, Sendable, Hashable {
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package init(from decoder: inout MLSDecoder) throws(MLSError) {
        bytes = try decoder.readOpaque()
    }

    package func encode(into encoder: inout MLSEncoder) {
        encoder.write(opaque: bytes)
    }
}
