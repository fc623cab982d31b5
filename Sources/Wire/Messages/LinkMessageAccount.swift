/// What a server keeps of one slot: its generation and the key that opens sessions for it.
///
/// A free slot holds a real public key whose private half was thrown away, so that a copy of the
/// table does not tell free slots from others.
package struct AccountRecord: Sendable, Equatable {
    package static let keyByteCount = 32
    static let encodedByteCount = 4 + keyByteCount + 1

    package var generation: UInt32
    /// Ed25519, 32 bytes.
    package var key: [UInt8]
    package var isOccupied: Bool

    package init(generation: UInt32, key: [UInt8], isOccupied: Bool) {
        self.generation = generation
        self.key = key
        self.isOccupied = isOccupied
    }

    package init(reading reader: inout ByteReader) throws(WireError) {
        generation = try reader.readInteger("generation")
        key = try reader.read(Self.keyByteCount, "account key")
        let occupied: UInt8 = try reader.readInteger("occupied")
        guard occupied <= 1 else { throw WireError(.invalidValue, "occupied: neither 0 nor 1") }
        isOccupied = occupied == 1
    }

    package func encode(into writer: inout ByteWriter) {
        writer.writeInteger(generation)
        writer.write(key)
        writer.writeInteger(UInt8(isOccupied ? 1 : 0))
    }
}
