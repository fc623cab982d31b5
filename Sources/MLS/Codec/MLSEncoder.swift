/// Writes the presentation language of RFC 9420, section 2.1.
///
/// Encoding cannot fail: every vector that reaches it is either shorter than 2^30 bytes because
/// it was decoded, or was checked where the application handed it in.
public struct MLSEncoder: Sendable {
    /// The bytes written so far.
    public private(set) var bytes: [UInt8] = []

    /// Creates an empty encoder.
    public init() {}

    /// Creates an empty encoder with room for `capacity` bytes.
    package init(capacity: Int) {
        bytes.reserveCapacity(capacity)
    }

    /// Writes an integer in network byte order.
    public mutating func write<T: FixedWidthInteger & UnsignedInteger>(_ value: T) {
        var shift = T.bitWidth
        while shift > 0 {
            shift -= 8
            bytes.append(UInt8(truncatingIfNeeded: value >> T(shift)))
        }
    }

    /// Writes bytes without a length.
    public mutating func writeRaw(_ raw: some Sequence<UInt8>) {
        bytes.append(contentsOf: raw)
    }

    /// Writes `opaque value<V>`.
    public mutating func write(opaque value: [UInt8]) {
        writeLength(value.count)
        bytes.append(contentsOf: value)
    }

    /// Writes one structure.
    public mutating func write(_ value: some MLSEncodable) {
        value.encode(into: &self)
    }

    /// Writes `optional<T>`.
    public mutating func write(optional value: (some MLSEncodable)?) {
        guard let value else {
            bytes.append(0)
            return
        }
        bytes.append(1)
        value.encode(into: &self)
    }

    /// Writes `T values<V>`.
    public mutating func write(vector values: some Sequence<some MLSEncodable>) {
        writeVector { inner in
            for value in values { value.encode(into: &inner) }
        }
    }

    /// Writes a vector whose content is produced by `body`.
    public mutating func writeVector(_ body: (inout MLSEncoder) -> Void) {
        var inner = MLSEncoder()
        body(&inner)
        write(opaque: inner.bytes)
    }

    /// Writes a variable-size length, RFC 9420 section 2.1.2.
    package mutating func writeLength(_ count: Int) {
        precondition(count < 1 << 30, "vectors are shorter than 2^30 bytes")
        switch count {
        case ..<(1 << 6): write(UInt8(count))
        case ..<(1 << 14): write(UInt16(count) | 0x4000)
        default: write(UInt32(count) | 0x8000_0000)
        }
    }
}
