/// What one server's stores hold about one slot, field by field.
///
/// Each server sends it once a session, whether anybody asks or not; names, number and sizes of the
/// fields are the same for every slot of a deployment. Nothing is renamed on the way: a field is
/// called `TABLE.COLUMN` or `FILE.ENTRY` as in the store.
package struct HeldRecord: Sendable, Equatable {
    package struct Field: Sendable, Equatable {
        package var name: String
        package var value: [UInt8]

        package init(name: String, value: [UInt8]) {
            self.name = name
            self.value = value
        }

        /// An unsigned number, in eight bytes.
        package init(name: String, number: UInt64) {
            var writer = ByteWriter(reserving: 8)
            writer.writeInteger(number)
            self.init(name: name, value: writer.bytes)
        }

        /// The value of a field of eight bytes.
        package var number: UInt64? {
            guard value.count == 8 else { return nil }
            return value.reduce(0) { $0 << 8 | UInt64($1) }
        }
    }

    package static let cellDigestByteCount = 32

    package var fields: [Field]

    package init(fields: [Field]) { self.fields = fields }

    package subscript(name: String) -> Field? { fields.first { $0.name == name } }

    package init(_ bytes: [UInt8]) throws(WireError) {
        var reader = ByteReader(bytes)
        let count: UInt16 = try reader.readInteger("fields")
        fields = []
        for _ in 0..<count {
            let name = try reader.readString("name")
            fields.append(Field(name: name, value: try reader.readLongVector("value")))
        }
        try reader.finish("record")
    }

    package var encoded: [UInt8] {
        var writer = ByteWriter(reserving: 8_192)
        writer.writeInteger(UInt16(fields.count))
        for field in fields {
            writer.writeString(field.name)
            writer.writeLongVector(field.value)
        }
        return writer.bytes
    }
}
