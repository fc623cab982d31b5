import Wire

/// A member that a text speaks to, and where.
package struct Mention: Equatable, Sendable, Codable {
    package var member: IdentityTag
    /// The first Unicode scalar of the name in the text, and how many belong to it.
    package var start: UInt32
    package var count: UInt32

    package init(member: IdentityTag, start: UInt32, count: UInt32) {
        self.member = member
        self.start = start
        self.count = count
    }

    init(_ reader: inout ByteReader) throws(WireError) {
        member = IdentityTag(bytes: try reader.read(IdentityTag.byteCount, "member"))
        start = try reader.readInteger("start")
        count = try reader.readInteger("count")
    }

    var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.write(member.bytes)
        writer.writeInteger(start)
        writer.writeInteger(count)
        return writer.bytes
    }
}
