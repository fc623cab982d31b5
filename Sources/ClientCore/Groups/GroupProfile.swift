import MLS
import Wire

/// What the members of a group agree on beside who they are; a group context extension.
struct GroupProfile: Equatable, Sendable {
    /// Of the range for private use (RFC 9420, section 17.3).
    static let extensionType = ExtensionType(rawValue: 0xF001)
    /// A leaf's: the name that its owner goes by.
    static let nameExtensionType = ExtensionType(rawValue: 0xF002)
    /// A key package's leaf: the group that it is for.
    static let groupExtensionType = ExtensionType(rawValue: 0xF003)
    /// The encoding of a key package at most, in bytes.
    static let keyPackageLimit = 8_192
    /// Members at most, by convention of all clients.
    static let memberLimit = 100
    private static let version: UInt8 = 1

    var name: String
    /// Who commits; an administrator.
    var committer: PeerSlot
    var administrators: [PeerSlot]

    var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.writeInteger(Self.version)
        writer.writeString(name)
        writer.write(committer.identity)
        writer.writeInteger(UInt16(administrators.count))
        for administrator in administrators { writer.write(administrator.identity) }
        return writer.bytes
    }

    init(name: String, committer: PeerSlot, administrators: [PeerSlot]) {
        self.name = name
        self.committer = committer
        self.administrators = administrators
    }

    init(_ bytes: [UInt8]) throws {
        var reader = ByteReader(bytes)
        let version: UInt8 = try reader.readInteger("version")
        guard version == Self.version else {
            throw WireError(.unknownVersion, "a group profile of version \(version)")
        }
        guard let name = ContactName.checked(try reader.readString("name")) else {
            throw WireError(.invalidValue, "the group's name")
        }
        self.name = name
        committer = try Self.readPlace(&reader)
        let count: UInt16 = try reader.readInteger("administrators")
        guard count <= Self.memberLimit else {
            throw WireError(.invalidValue, "too many administrators")
        }
        administrators = []
        for _ in 0..<count { administrators.append(try Self.readPlace(&reader)) }
        try reader.finish("profile")
    }

    private static func readPlace(_ reader: inout ByteReader) throws(WireError) -> PeerSlot {
        PeerSlot(
            slot: try reader.readInteger("slot"), generation: try reader.readInteger("generation"))
    }

    // MARK: Extensions

    /// Every member's leaf must support both extensions.
    static let capabilities = Capabilities(
        extensions: [extensionType, nameExtensionType, groupExtensionType])

    /// The group context's extensions.
    var extensions: [Extension] {
        [
            RequiredCapabilities(extensions: [Self.extensionType, Self.nameExtensionType])
                .asExtension,
            Extension(type: Self.extensionType, data: encoded),
        ]
    }

    /// - Throws: if they are anything but a profile with what it requires.
    init(extensions: [Extension]) throws {
        guard let data = extensions.data(of: Self.extensionType) else {
            throw WireError(.invalidValue, "a group without a profile")
        }
        try self.init(data)
        guard Set(extensions) == Set(self.extensions), extensions.count == 2 else {
            throw WireError(.invalidValue, "a group with other extensions")
        }
    }
}
