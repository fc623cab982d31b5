import Wire

/// An item of a stream in an epoch's channel.
enum StreamItem: Equatable {
    /// An MLS message with application data.
    case message([UInt8])
    /// MLS proposals that belong together.
    case proposals([[UInt8]])
    /// A commit with the proposals that it refers to, as they came: whoever has not read their
    /// author's stream yet can take it up all the same.
    case commit(proposals: [[UInt8]], commit: [UInt8])
    /// SHA-256 of the commit that ended this epoch for good, for who has taken up another one.
    case standing([UInt8])

    private enum Kind: UInt8 {
        case message = 1
        case proposals = 2
        case commit = 3
        case standing = 4
    }

    var encoded: [UInt8] {
        var writer = ByteWriter()
        switch self {
        case .message(let bytes):
            writer.writeInteger(Kind.message.rawValue)
            writer.write(bytes)
        case .proposals(let proposals):
            writer.writeInteger(Kind.proposals.rawValue)
            Self.write(proposals, &writer)
        case .commit(let proposals, let commit):
            writer.writeInteger(Kind.commit.rawValue)
            Self.write(proposals, &writer)
            writer.write(commit)
        case .standing(let digest):
            writer.writeInteger(Kind.standing.rawValue)
            writer.write(digest)
        }
        return writer.bytes
    }

    init(_ bytes: [UInt8]) throws(WireError) {
        var reader = ByteReader(bytes)
        let kind: UInt8 = try reader.readInteger("kind")
        switch Kind(rawValue: kind) {
        case .message: self = .message(try reader.read(reader.remaining, "message"))
        case .proposals:
            self = .proposals(try Self.readProposals(&reader))
            try reader.finish("proposals")
        case .commit:
            let proposals = try Self.readProposals(&reader)
            self = .commit(
                proposals: proposals, commit: try reader.read(reader.remaining, "commit"))
        case .standing:
            self = .standing(try reader.read(32, "digest"))
            try reader.finish("digest")
        case nil: throw WireError(.invalidValue, "an item of kind \(kind)")
        }
    }

    /// Whether encoded bytes begin as a commit does.
    static func isCommit(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.first == Kind.commit.rawValue
    }

    /// … as a message does.
    static func isMessage(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.first == Kind.message.rawValue
    }

    private static func write(_ proposals: [[UInt8]], _ writer: inout ByteWriter) {
        writer.writeInteger(UInt8(proposals.count))
        for proposal in proposals {
            writer.writeInteger(UInt32(proposal.count))
            writer.write(proposal)
        }
    }

    private static func readProposals(_ reader: inout ByteReader) throws(WireError) -> [[UInt8]] {
        let count: UInt8 = try reader.readInteger("proposals")
        var proposals: [[UInt8]] = []
        for _ in 0..<count {
            let length: UInt32 = try reader.readInteger("length")
            proposals.append(try reader.read(Int(length), "proposal"))
        }
        return proposals
    }
}
