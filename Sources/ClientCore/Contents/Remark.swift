import Wire

/// Something said that is no message of the thread: it changes one, or the conversation.
enum Remark: Equatable, Sendable {
    /// An empty emoji takes the reaction back.
    case reaction(MessageReference, emoji: String)
    case edit(MessageReference, RichText)
    case deletion(MessageReference)
    /// The newest message read of each author.
    case receipt([MessageReference])
    /// How long messages last from now on; nil for ever.
    case lifetime(Lifetime?)
    /// The author's name, and picture if it is not empty.
    case profile(name: String, picture: [UInt8])
    /// Its author, or a reader for itself, does without the rest of a file.
    case fileCancelled(MessageReference)

    static let receiptLimit = 100
    static let pictureLimit = 8_192

    enum Kind: UInt16 {
        case reaction = 4
        case edit = 5
        case deletion = 6
        case receipt = 7
        case lifetime = 8
        case profile = 9
        case fileCancelled = 11
    }

    var kind: Kind {
        switch self {
        case .reaction: .reaction
        case .edit: .edit
        case .deletion: .deletion
        case .receipt: .receipt
        case .lifetime: .lifetime
        case .profile: .profile
        case .fileCancelled: .fileCancelled
        }
    }

    var encoded: [UInt8] {
        switch self {
        case .reaction(let reference, let emoji): return reference.encoded + Array(emoji.utf8)
        case .edit(let reference, let text): return reference.encoded + text.encoded
        case .deletion(let reference), .fileCancelled(let reference): return reference.encoded
        case .receipt(let references):
            return [UInt8(references.count)] + references.flatMap(\.encoded)
        case .lifetime(let lifetime): return lifetime?.encoded ?? []
        case .profile(let name, let picture):
            var writer = ByteWriter()
            writer.writeString(name)
            writer.write(picture)
            return writer.bytes
        }
    }

    /// - Throws: `WireError` for what breaks the format's rules.
    init(_ kind: Kind, _ bytes: [UInt8]) throws(WireError) {
        var reader = ByteReader(bytes)
        switch kind {
        case .reaction:
            let reference = try MessageReference(&reader)
            let emoji = String(
                decoding: try reader.read(reader.remaining, "emoji"), as: UTF8.self)
            guard emoji.isEmpty || Emoji.isOne(emoji) else {
                throw WireError(.invalidValue, "a reaction that is no emoji")
            }
            self = .reaction(reference, emoji: emoji)
        case .edit:
            let reference = try MessageReference(&reader)
            self = .edit(reference, try RichText(try reader.read(reader.remaining, "text")))
        case .deletion: self = .deletion(try MessageReference(&reader))
        case .fileCancelled: self = .fileCancelled(try MessageReference(&reader))
        case .receipt:
            let count: UInt8 = try reader.readInteger("receipts")
            var references: [MessageReference] = []
            for _ in 0..<count { references.append(try MessageReference(&reader)) }
            self = .receipt(references)
        case .lifetime: self = .lifetime(bytes.isEmpty ? nil : try Lifetime(&reader))
        case .profile:
            let name = try reader.readString("name")
            let picture = try reader.read(reader.remaining, "picture")
            guard picture.count <= Self.pictureLimit else {
                throw WireError(.invalidValue, "a picture of \(picture.count) bytes")
            }
            self = .profile(name: name, picture: picture)
        }
    }
}

/// What may stand as a reaction.
enum Emoji {
    /// One character that a person would call a picture: bounded in length, nothing that moves
    /// other text.
    static func isOne(_ text: String) -> Bool {
        guard text.count == 1, text.utf8.count <= 64, let first = text.unicodeScalars.first else {
            return false
        }
        // Digits count as emoji too, for what can be combined with them.
        return first.value > 0xA8 && first.properties.isEmoji
            || first.properties.generalCategory == .otherSymbol
            || first.properties.generalCategory == .mathSymbol
    }
}
