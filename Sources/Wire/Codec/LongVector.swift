// Opaque values that may be longer than 65,535 bytes, behind their length as a 32-bit integer.

extension ByteReader {
    package mutating func readLongVector(_ field: String) throws(WireError) -> [UInt8] {
        let count = try readInteger(UInt32.self, field)
        return try read(Int(count), field)
    }
}

extension ByteWriter {
    package mutating func writeLongVector(_ value: [UInt8]) {
        precondition(value.count <= Int(UInt32.max), "vector too long for its length field")
        writeInteger(UInt32(value.count))
        write(value)
    }
}
