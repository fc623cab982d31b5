import Wire

/// A text with what belongs to it: what it answers, whom it speaks to, how long it lasts.
///
/// Fields of tag, length and value; a reader passes over tags that it does not know.
package struct RichText: Equatable, Sendable {
    /// What a reply says of the message that it answers, for readers who do not have it.
    package struct Quotation: Equatable, Sendable, Codable {
        package var reference: MessageReference
        /// The beginning of its text; empty where the reader has the message itself.
        package var excerpt: String

        package init(reference: MessageReference, excerpt: String) {
            self.reference = reference
            self.excerpt = excerpt
        }
    }

    /// Unicode scalars of a message that a quotation repeats at most.
    static let excerptLimit = 160
    static let mentionLimit = 100

    private enum Tag: UInt8 {
        case text = 1
        case quotation = 2
        case forwarded = 3
        case mentions = 4
        case lifetime = 5
    }

    package var text: String
    package var quotation: Quotation?
    package var isForwarded = false
    package var mentions: [Mention] = []
    package var lifetime: Lifetime?

    package init(text: String) { self.text = text }

    /// Nothing but the text: any version of the program reads it.
    var isPlain: Bool {
        quotation == nil && !isForwarded && mentions.isEmpty && lifetime == nil
    }

    var encoded: [UInt8] {
        var writer = ByteWriter()
        func field(_ tag: Tag, _ value: [UInt8]) {
            writer.writeInteger(tag.rawValue)
            writer.writeInteger(UInt32(value.count))
            writer.write(value)
        }
        field(.text, Array(text.utf8))
        if let quotation {
            field(.quotation, quotation.reference.encoded + Array(quotation.excerpt.utf8))
        }
        if isForwarded { field(.forwarded, []) }
        if !mentions.isEmpty { field(.mentions, mentions.flatMap(\.encoded)) }
        if let lifetime { field(.lifetime, lifetime.encoded) }
        return writer.bytes
    }

    /// - Throws: `WireError` for fields that break their own rules.
    init(_ bytes: [UInt8]) throws(WireError) {
        var reader = ByteReader(bytes)
        text = ""
        while reader.remaining > 0 {
            let tag: UInt8 = try reader.readInteger("tag")
            let count: UInt32 = try reader.readInteger("length")
            let value = try reader.read(Int(count), "field")
            try take(Tag(rawValue: tag), value)
        }
    }

    private mutating func take(_ tag: Tag?, _ value: [UInt8]) throws(WireError) {
        var reader = ByteReader(value)
        switch tag {
        case .text: text = String(decoding: value, as: UTF8.self)
        case .quotation:
            let reference = try MessageReference(&reader)
            let rest = try reader.read(reader.remaining, "excerpt")
            quotation = Quotation(
                reference: reference, excerpt: Self.excerpt(String(decoding: rest, as: UTF8.self)))
        case .forwarded: isForwarded = true
        case .mentions:
            while reader.remaining > 0 {
                guard mentions.count < Self.mentionLimit else {
                    throw WireError(.invalidValue, "more than \(Self.mentionLimit) mentions")
                }
                mentions.append(try Mention(&reader))
            }
        case .lifetime: lifetime = try Lifetime(&reader)
        case nil: break
        }
    }

    /// The beginning of a text, as replies repeat it.
    static func excerpt(_ text: String) -> String {
        var excerpt = ""
        excerpt.unicodeScalars.append(contentsOf: text.unicodeScalars.prefix(excerptLimit))
        return excerpt
    }
}
