import Crypto
import FoundationEssentials
import Wire

/// What came out of another messenger's export: history that nobody has verified.
extension ClientEngine {
    /// A message of an export.
    package struct ImportedMessage: Sendable {
        /// Nil for the person's own.
        package var from: String?
        package var text: String
        /// Unix time in milliseconds.
        package var sentAt: Int64

        package init(from: String?, text: String, sentAt: Int64) {
            self.from = from
            self.text = text
            self.sentAt = sentAt
        }
    }

    /// What the earlier batches of one export held.
    package struct ImportProgress: Sendable {
        fileprivate var alike: [Data: Int] = [:]
        fileprivate var taken: [UInt64: UInt64] = [:]

        package init() {}
    }

    /// Adds messages that are not there yet, by time.
    ///
    /// The same export, or a later one of the same chat, adds nothing twice: what is known is known
    /// by its author, time and text, and by how many alike came before it.
    /// - Parameters:
    ///   - messages: the next ones of the export.
    ///   - progress: of the export's earlier ones.
    package mutating func importHistory(
        _ messages: some Sequence<ImportedMessage>, into id: String,
        _ progress: inout ImportProgress
    ) throws(CommandError) -> (count: Int, output: ClientOutput) {
        _ = try conversation(id)
        let space = MessageRecord.historySpace(id)
        var output = ClientOutput()
        var count = 0
        for message in messages {
            let digest = Self.digest(message, number: 0)
            let number = progress.alike[digest, default: 0]
            progress.alike[digest] = number + 1
            let identifier = Hexadecimal.encode(Self.digest(message, number: number).prefix(16))
            let index = MessageIndex.key(space, identifier)
            guard source.value(index) == nil else { continue }
            let second = UInt64(max(0, message.sentAt / 1_000)) & 0xFFFF_FFFF
            var place = max(second << 20 | 1, (progress.taken[second] ?? 0) + 1)
            while source.value(MessageRecord.recordKey(space, place)) != nil { place += 1 }
            progress.taken[second] = place
            var record = MessageRecord(
                id: identifier, conversation: space, sequence: place, kind: .text,
                from: message.from, text: message.text, sentAt: message.sentAt,
                state: .received, isRead: true)
            record.isImported = true
            if let change = try? record.change() { output.changes.append(change) }
            if let change = MessageIndex.adding(record, to: nil) { output.changes.append(change) }
            count += 1
        }
        return (count, output)
    }

    private static func digest(_ message: ImportedMessage, number: Int) -> Data {
        var writer = ByteWriter()
        writer.writeString(message.from ?? "")
        writer.writeInteger(UInt8(message.from == nil ? 0 : 1))
        writer.writeInteger(UInt64(bitPattern: message.sentAt))
        writer.writeInteger(UInt32(clamping: number))
        writer.write(message.text.utf8)
        return Data(SHA256.hash(data: writer.bytes))
    }
}
