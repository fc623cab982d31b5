import Wire

/// What an MLS application message holds.
enum MessageContent: Equatable {
    case text(id: [UInt8], sentAt: Int64, text: String)
    /// Something about a group, said between contacts; no message of the thread.
    case letter(GroupLetter)
    /// The author's account is about to be deleted.
    case left(id: [UInt8], sentAt: Int64)
    /// Of a kind that a later version knows.
    case unknown(id: [UInt8], sentAt: Int64, kind: UInt16)

    private static let version: UInt8 = 1
    static let idByteCount = 16

    private enum Kind: UInt16 {
        case text = 1
        case letter = 3
        case left = 16
    }

    var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.writeInteger(Self.version)
        switch self {
        case .text(let id, let sentAt, let text):
            writer.writeInteger(Kind.text.rawValue)
            writer.write(id)
            writer.writeInteger(UInt64(bitPattern: sentAt))
            writer.write(text.utf8)
        case .letter(let letter):
            writer.writeInteger(Kind.letter.rawValue)
            writer.write([UInt8](repeating: 0, count: Self.idByteCount))
            writer.writeInteger(UInt64(0))
            writer.write(letter.encoded)
        case .left(let id, let sentAt):
            writer.writeInteger(Kind.left.rawValue)
            writer.write(id)
            writer.writeInteger(UInt64(bitPattern: sentAt))
        case .unknown: preconditionFailure("unknown kinds are only ever received")
        }
        return writer.bytes
    }

    init(_ bytes: [UInt8]) throws(WireError) {
        var reader = ByteReader(bytes)
        let version: UInt8 = try reader.readInteger("version")
        guard version == Self.version else {
            throw WireError(.unknownVersion, "content of version \(version)")
        }
        let kind: UInt16 = try reader.readInteger("kind")
        let id = try reader.read(Self.idByteCount, "id")
        let sentAt = Int64(bitPattern: try reader.readInteger(UInt64.self, "time"))
        switch Kind(rawValue: kind) {
        case .text:
            let text = try reader.read(reader.remaining, "text")
            self = .text(id: id, sentAt: sentAt, text: String(decoding: text, as: UTF8.self))
        case .letter:
            self = .letter(try GroupLetter(try reader.read(reader.remaining, "letter")))
        case .left: self = .left(id: id, sentAt: sentAt)
        case nil: self = .unknown(id: id, sentAt: sentAt, kind: kind)
        }
    }
}
