/// Writes the big-endian structures of docs/PROTOCOL.md.
package struct ByteWriter {
    package private(set) var bytes: [UInt8] = []

    package init(reserving capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    package mutating func write(_ value: some Sequence<UInt8>) { bytes.append(contentsOf: value) }

    package mutating func writeInteger<Value: FixedWidthInteger & UnsignedInteger>(_ value: Value) {
        var shift = Value.bitWidth
        while shift > 0 {
            shift -= 8
            bytes.append(UInt8(truncatingIfNeeded: value >> Value(shift)))
        }
    }

    /// An opaque value of at most 65,535 bytes behind its length as a 16-bit integer.
    package mutating func writeVector(_ value: [UInt8]) {
        precondition(value.count <= Int(UInt16.max), "vector too long for its length field")
        writeInteger(UInt16(value.count))
        bytes.append(contentsOf: value)
    }

    package mutating func writeString(_ value: String) { writeVector(Array(value.utf8)) }
}
