/// Reads the big-endian structures of docs/PROTOCOL.md from a byte array, without ever reading
/// past its end or allocating more than the input is long.
package struct ByteReader {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    package init(_ bytes: [UInt8]) { self.init(bytes[...]) }

    package init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    /// Bytes not yet read.
    package var remaining: Int { bytes.endIndex - position }

    package mutating func read(_ count: Int, _ field: String) throws(WireError) -> [UInt8] {
        guard count >= 0, count <= remaining else {
            throw WireError(.truncated, "\(field): \(count) bytes expected, \(remaining) left")
        }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }

    /// All that is left, without a copy.
    package mutating func readRest() -> ArraySlice<UInt8> {
        defer { position = bytes.endIndex }
        return bytes[position...]
    }

    package mutating func readInteger<Value: FixedWidthInteger & UnsignedInteger>(
        _ type: Value.Type, _ field: String
    ) throws(WireError) -> Value {
        let count = MemoryLayout<Value>.size
        guard count <= remaining else {
            throw WireError(.truncated, "\(field): \(count) bytes expected, \(remaining) left")
        }
        var value: Value = 0
        for index in position..<position + count {
            value = (value << 8) | Value(bytes[index])
        }
        position += count
        return value
    }

    package mutating func readInteger<Value: FixedWidthInteger & UnsignedInteger>(
        _ field: String
    ) throws(WireError) -> Value {
        try readInteger(Value.self, field)
    }

    /// An opaque value behind its length as a 16-bit integer.
    package mutating func readVector(_ field: String) throws(WireError) -> [UInt8] {
        let count = try readInteger(UInt16.self, field)
        return try read(Int(count), field)
    }

    package mutating func readString(_ field: String) throws(WireError) -> String {
        let bytes = try readVector(field)
        guard let string = String(validating: bytes, as: UTF8.self) else {
            throw WireError(.invalidValue, "\(field): not UTF-8")
        }
        return string
    }

    package func finish(_ field: String) throws(WireError) {
        guard remaining == 0 else {
            throw WireError(.trailingBytes, "\(field): \(remaining) bytes too many")
        }
    }
}
