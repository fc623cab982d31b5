import Wire

/// What is said of a file before its bytes come: they lie in a channel of their own, whose secret
/// is told here.
struct FileOffer: Equatable, Sendable {
    /// The largest file in bytes.
    static let sizeLimit = 262_144
    static let nameLimit = 255
    static let typeLimit = 127

    /// What the file is for.
    enum Role: UInt8, Sendable {
        case file = 0
        case voice = 1
        case picture = 2
    }

    var role: Role
    var name: String
    /// A media type, as its sender claims.
    var type: String
    var size: UInt32
    var digest: [UInt8]
    /// The channel's number and secret.
    var channel: UInt64
    var secret: [UInt8]
    /// What belongs to it: text, quotation, lifetime.
    var caption: RichText

    var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.writeInteger(role.rawValue)
        writer.writeString(name)
        writer.writeString(type)
        writer.writeInteger(size)
        writer.write(digest)
        writer.writeInteger(channel)
        writer.write(secret)
        writer.write(caption.encoded)
        return writer.bytes
    }

    init(
        role: Role, name: String, type: String, size: UInt32, digest: [UInt8], channel: UInt64,
        secret: [UInt8], caption: RichText
    ) {
        self.role = role
        self.name = name
        self.type = type
        self.size = size
        self.digest = digest
        self.channel = channel
        self.secret = secret
        self.caption = caption
    }

    /// - Throws: `WireError` for a file that nobody may send.
    init(_ bytes: [UInt8]) throws(WireError) {
        var reader = ByteReader(bytes)
        role = Role(rawValue: try reader.readInteger("role")) ?? .file
        name = try reader.readString("name")
        type = try reader.readString("type")
        size = try reader.readInteger("size")
        digest = try reader.read(32, "digest")
        channel = try reader.readInteger("channel")
        secret = try reader.read(32, "secret")
        caption = try RichText(try reader.read(reader.remaining, "caption"))
        guard (1...UInt32(Self.sizeLimit)).contains(size),
            Conversation.transferChannels.contains(channel), name.utf8.count <= Self.nameLimit,
            type.utf8.count <= Self.typeLimit
        else { throw WireError(.invalidValue, "a file that nobody may send") }
    }
}
