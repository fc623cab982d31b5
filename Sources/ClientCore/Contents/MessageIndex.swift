import FoundationEssentials
import Wire

/// Where messages of an identifier lie in a thread.
///
/// Identifiers are drawn by their authors, so that two of one identifier are possible and harmless:
/// each entry names its author.
package enum MessageIndex {
    private static let entryByteCount = IdentityTag.byteCount + 8
    /// Nobody's program draws the same identifier twice.
    private static let entryLimit = 8
    /// Stands for the author of a message that an earlier version received in a group.
    static let unknownAuthor = IdentityTag(bytes: [UInt8](repeating: 0, count: 8))

    package static func key(_ conversation: String, _ id: String) -> RecordKey {
        RecordKey(.index, conversation + "/" + id)
    }

    /// - Parameter earlier: the record that is there already.
    package static func adding(
        _ message: MessageRecord, to earlier: [UInt8]?
    ) -> RecordChange? {
        let entries = entries(earlier ?? [])
        guard entries.count < entryLimit, !entries.contains(where: { $0.1 == message.sequence })
        else { return nil }
        var writer = ByteWriter()
        writer.write(earlier ?? [])
        writer.write((message.author ?? unknownAuthor).bytes)
        writer.writeInteger(message.sequence)
        return .put(key(message.conversation, message.id), value: writer.bytes)
    }

    static func removing(_ message: MessageRecord, from earlier: [UInt8]?) -> RecordChange? {
        guard let earlier else { return nil }
        let left = entries(earlier).filter { $0.1 != message.sequence }
        let key = key(message.conversation, message.id)
        guard !left.isEmpty else { return .delete(key) }
        var writer = ByteWriter()
        for (author, sequence) in left {
            writer.write(author.bytes)
            writer.writeInteger(sequence)
        }
        return .put(key, value: writer.bytes)
    }

    package static func entries(_ record: [UInt8]) -> [(IdentityTag, UInt64)] {
        var reader = ByteReader(record)
        var entries: [(IdentityTag, UInt64)] = []
        while reader.remaining >= entryByteCount {
            guard let author = try? reader.read(IdentityTag.byteCount, "author"),
                let sequence = try? reader.readInteger(UInt64.self, "sequence")
            else { break }
            entries.append((IdentityTag(bytes: author), sequence))
        }
        return entries
    }
}
