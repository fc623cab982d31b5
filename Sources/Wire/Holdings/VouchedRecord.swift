/// A server's record of a slot with its tag: what it vouches for to the client of one session.
///
/// The helper's reaches the client through the leader, which holds the same fields itself but
/// cannot speak for the helper.
package struct VouchedRecord: Sendable, Equatable {
    /// An encoded ``HeldRecord``.
    package var content: [UInt8]
    /// 16 bytes.
    package var tag: [UInt8]

    package init(content: [UInt8], tag: [UInt8]) {
        self.content = content
        self.tag = tag
    }

    /// - Parameter session: The number of the session in which it is sent.
    package init(_ record: HeldRecord, session: UInt64, keys: SessionKeys) {
        content = record.encoded
        tag = keys.recordTag(session: session, content: content)
    }

    package init(reading reader: inout ByteReader) throws(WireError) {
        content = try reader.readLongVector("record")
        tag = try reader.read(SessionKeys.tagByteCount, "tag")
    }

    package func encode(into writer: inout ByteWriter) {
        writer.writeLongVector(content)
        writer.write(tag)
    }

    /// - Returns: The record, if the server whose session keys these are vouches for it.
    package func opened(session: UInt64, keys: SessionKeys) throws(WireError) -> HeldRecord {
        guard ConstantTime.equal(tag, keys.recordTag(session: session, content: content)) else {
            throw WireError(.badSignature, "a server's record with a wrong tag")
        }
        return try HeldRecord(content)
    }
}
