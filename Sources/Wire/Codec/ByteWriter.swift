/// Writes the big-endian structures of docs/PROTOCOL.md.
package struct ByteWriter {
    package private(set) var bytes: [UInt8] = []

    package init(reserving capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    package mutating func write(_ value: some Sequence<UInt8>) { bytes.append(contentsOf: value) }
    package mutating func write(_ value: [UInt8]) { bytes.append(contentsOf: value) }

    // One function a type: other modules would call a generic one unspecialized.
    package mutating func writeInteger(_ value: UInt8) { bytes.append(value) }
    package mutating func writeInteger(_ value: UInt16) { append(value.bigEndian) }
    package mutating func writeInteger(_ value: UInt32) { append(value.bigEndian) }
    package mutating func writeInteger(_ value: UInt64) { append(value.bigEndian) }

    private mutating func append(_ bigEndian: some FixedWidthInteger) {
        withUnsafeBytes(of: bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// An opaque value of at most 65,535 bytes behind its length as a 16-bit integer.
    package mutating func writeVector(_ value: [UInt8]) {
        precondition(value.count <= Int(UInt16.max), "vector too long for its length field")
        writeInteger(UInt16(value.count))
        bytes.append(contentsOf: value)
    }

    package mutating func writeString(_ value: String) { writeVector(Array(value.utf8)) }
}
