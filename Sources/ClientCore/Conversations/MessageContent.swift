import Wire

/// What an MLS application message holds.
enum MessageContent: Equatable {
    case text(id: [UInt8], sentAt: Int64, text: String)
    case rich(id: [UInt8], sentAt: Int64, RichText)
    case file(id: [UInt8], sentAt: Int64, FileOffer)
    case remark(id: [UInt8], sentAt: Int64, Remark)
    /// Something about a group, said between contacts; no message of the thread.
    case letter(GroupLetter)
    /// The author's account is about to be deleted.
    case left(id: [UInt8], sentAt: Int64)
    /// Of a kind that a later version knows; kept as it came.
    case unknown(id: [UInt8], sentAt: Int64, kind: UInt16, content: [UInt8])

    private static let version: UInt8 = 1
    static let idByteCount = 16

    private enum Kind: UInt16 {
        case text = 1
        case rich = 2
        case letter = 3
        case file = 10
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
        case .rich(let id, let sentAt, let text):
            Self.write(Kind.rich.rawValue, id, sentAt, text.encoded, &writer)
        case .file(let id, let sentAt, let offer):
            Self.write(Kind.file.rawValue, id, sentAt, offer.encoded, &writer)
        case .remark(let id, let sentAt, let remark):
            Self.write(remark.kind.rawValue, id, sentAt, remark.encoded, &writer)
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

    private static func write(
        _ kind: UInt16, _ id: [UInt8], _ sentAt: Int64, _ content: [UInt8],
        _ writer: inout ByteWriter
    ) {
        writer.writeInteger(kind)
        writer.write(id)
        writer.writeInteger(UInt64(bitPattern: sentAt))
        writer.write(content)
    }

    /// Which message it is, and when it was said by its author's clock; nil of a letter.
    var stamp: (id: [UInt8], sentAt: Int64)? {
        switch self {
        case .text(let id, let sentAt, _), .rich(let id, let sentAt, _),
            .file(let id, let sentAt, _), .remark(let id, let sentAt, _), .left(let id, let sentAt),
            .unknown(let id, let sentAt, _, _):
            (id, sentAt)
        case .letter: nil
        }
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
        case .rich:
            self = .rich(
                id: id, sentAt: sentAt, try RichText(try reader.read(reader.remaining, "text")))
        case .file:
            self = .file(
                id: id, sentAt: sentAt, try FileOffer(try reader.read(reader.remaining, "file")))
        case nil:
            let content = try reader.read(reader.remaining, "content")
            if let remark = Remark.Kind(rawValue: kind) {
                self = .remark(id: id, sentAt: sentAt, try Remark(remark, content))
            } else {
                self = .unknown(id: id, sentAt: sentAt, kind: kind, content: content)
            }
        }
    }
}
