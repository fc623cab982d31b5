import ClientCore
import FoundationEssentials

/// A contact's message as a vault holds it.
enum StoredMessage {
    private struct Content: Encodable {
        var id: String
        var conversation: String
        var sequence: UInt64
        var kind = "text"
        var from = "Bob"
        var text: String
        var sentAt: Int64
        var state = "received"
        var isRead = true
    }

    static func bytes(_ sequence: UInt64, _ text: String, in conversation: String) throws -> [UInt8]
    {
        let content = Content(
            id: "\(sequence)", conversation: conversation, sequence: sequence, text: text,
            sentAt: Int64(sequence))
        return Array(try JSONEncoder().encode(content))
    }

    static func record(
        _ sequence: UInt64, _ text: String, in conversation: String
    ) -> MessageRecord {
        guard let record = try? MessageRecord(decoding: bytes(sequence, text, in: conversation))
        else { preconditionFailure("a message decodes") }
        return record
    }
}
