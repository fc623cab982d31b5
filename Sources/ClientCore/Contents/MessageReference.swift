import Wire

/// A message that another one speaks of: its author and the identifier that the author drew.
package struct MessageReference: Hashable, Sendable, Codable {
    package var author: IdentityTag
    /// 16 bytes in hexadecimal.
    package var id: String

    package init(author: IdentityTag, id: String) {
        self.author = author
        self.id = id
    }

    /// - Throws: `WireError` if the bytes end early.
    init(_ reader: inout ByteReader) throws(WireError) {
        author = IdentityTag(bytes: try reader.read(IdentityTag.byteCount, "author"))
        id = Hexadecimal.encode(try reader.read(MessageContent.idByteCount, "message"))
    }

    /// 24 bytes.
    var encoded: [UInt8] { author.bytes + ((try? Hexadecimal.decode(id)) ?? []) }
}
