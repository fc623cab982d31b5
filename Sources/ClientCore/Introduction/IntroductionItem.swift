import Wire

/// What the two sides of an introduction send each other through their slots: the accepter its
/// key package, the inviter the Welcome; both the name that they go by.
struct IntroductionItem {
    private static let version: UInt8 = 1

    var displayName: String
    /// An MLSMessage: KeyPackage or Welcome.
    var message: [UInt8]

    init(displayName: String, message: [UInt8]) {
        self.displayName = displayName
        self.message = message
    }

    init(_ bytes: [UInt8]) throws(WireError) {
        var reader = ByteReader(bytes)
        let version: UInt8 = try reader.readInteger("version")
        guard version == Self.version else {
            throw WireError(.unknownVersion, "an introduction of version \(version)")
        }
        displayName = try reader.readString("name")
        message = try reader.read(reader.remaining, "message")
    }

    var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.writeInteger(Self.version)
        writer.writeString(displayName)
        writer.write(message)
        return writer.bytes
    }
}
