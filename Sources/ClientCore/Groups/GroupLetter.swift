import Wire

/// What two contacts tell each other about a group, inside their own conversation.
enum GroupLetter: Equatable, Sendable {
    /// "Send me a key package: I would like to add you."
    case keyPackageWanted(group: [UInt8], name: String, administrators: [PeerSlot])
    /// The answer.
    case keyPackage(group: [UInt8], keyPackage: [UInt8])
    /// "I am a member and cannot follow the group any more: bring me back."
    case readmissionWanted(group: [UInt8], keyPackage: [UInt8])
    /// "You are no member of the group" to who asked to be brought back.
    case noMember(group: [UInt8])
    /// "Epochs with these authenticators are undone": if you came in by one of them, look for another
    /// Welcome.
    case undone(group: [UInt8], authenticators: [[UInt8]])
    /// "I have left the group": the answer of who left by a commit that is undone, or came in by it.
    case left(group: [UInt8])
    /// "Are you in this epoch, with the first of these authenticators, too?" of who hears nobody there; the
    /// others are of epochs before it.
    case presenceWanted(group: [UInt8], epoch: UInt64, authenticators: [[UInt8]])

    private enum Kind: UInt8 {
        case keyPackageWanted = 1
        case keyPackage = 2
        case readmissionWanted = 3
        case noMember = 4
        case undone = 5
        case left = 6
        case presenceWanted = 7
    }

    var encoded: [UInt8] {
        var writer = ByteWriter()
        switch self {
        case .keyPackageWanted(let group, let name, let administrators):
            writer.writeInteger(Kind.keyPackageWanted.rawValue)
            writer.writeVector(group)
            writer.writeString(name)
            writer.writeInteger(UInt8(administrators.count))
            for administrator in administrators { writer.write(administrator.identity) }
        case .keyPackage(let group, let keyPackage):
            writer.writeInteger(Kind.keyPackage.rawValue)
            writer.writeVector(group)
            writer.write(keyPackage)
        case .readmissionWanted(let group, let keyPackage):
            writer.writeInteger(Kind.readmissionWanted.rawValue)
            writer.writeVector(group)
            writer.write(keyPackage)
        case .noMember(let group):
            writer.writeInteger(Kind.noMember.rawValue)
            writer.writeVector(group)
        case .undone(let group, let authenticators):
            writer.writeInteger(Kind.undone.rawValue)
            writer.writeVector(group)
            Self.write(authenticators, to: &writer)
        case .left(let group):
            writer.writeInteger(Kind.left.rawValue)
            writer.writeVector(group)
        case .presenceWanted(let group, let epoch, let authenticators):
            writer.writeInteger(Kind.presenceWanted.rawValue)
            writer.writeVector(group)
            writer.writeInteger(epoch)
            Self.write(authenticators, to: &writer)
        }
        return writer.bytes
    }

    init(_ bytes: [UInt8]) throws(WireError) {
        var reader = ByteReader(bytes)
        let kind: UInt8 = try reader.readInteger("kind")
        let group = try reader.readVector("group")
        switch Kind(rawValue: kind) {
        case .keyPackageWanted:
            let name = try reader.readString("name")
            let count: UInt8 = try reader.readInteger("administrators")
            var administrators: [PeerSlot] = []
            for _ in 0..<count {
                administrators.append(
                    PeerSlot(
                        slot: try reader.readInteger("slot"),
                        generation: try reader.readInteger("generation")))
            }
            self = .keyPackageWanted(group: group, name: name, administrators: administrators)
        case .keyPackage:
            self = .keyPackage(
                group: group, keyPackage: try reader.read(reader.remaining, "key package"))
        case .readmissionWanted:
            self = .readmissionWanted(
                group: group, keyPackage: try reader.read(reader.remaining, "key package"))
        case .noMember:
            self = .noMember(group: group)
            try reader.finish("letter")
        case .undone:
            self = .undone(group: group, authenticators: try Self.readAuthenticators(&reader))
        case .left:
            self = .left(group: group)
            try reader.finish("letter")
        case .presenceWanted:
            self = .presenceWanted(
                group: group, epoch: try reader.readInteger("epoch"),
                authenticators: try Self.readAuthenticators(&reader))
        case nil: throw WireError(.invalidValue, "a letter of kind \(kind)")
        }
    }
    private static func write(_ authenticators: [[UInt8]], to writer: inout ByteWriter) {
        writer.writeInteger(UInt8(authenticators.count))
        for authenticator in authenticators { writer.writeVector(authenticator) }
    }

    private static func readAuthenticators(
        _ reader: inout ByteReader
    ) throws(WireError) -> [[UInt8]] {
        let count: UInt8 = try reader.readInteger("authenticators")
        var authenticators: [[UInt8]] = []
        for _ in 0..<count { authenticators.append(try reader.readVector("authenticator")) }
        try reader.finish("letter")
        return authenticators
    }
}
