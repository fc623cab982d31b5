/// A message before it is signed, RFC 9420 section 6.
public struct FramedContent: MLSCodable, Sendable, Hashable {
    /// What the message holds.
    public enum Body: Sendable, Hashable {
        /// Bytes of the application.
        case application([UInt8])
        /// A proposal.
        case proposal(Proposal)
        /// A commit.
        case commit(Commit)
    }

    /// The group.
    public var groupID: [UInt8]
    /// The epoch it was sent in.
    public var epoch: UInt64
    /// Who sent it.
    public var sender: Sender
    /// Bytes that are authenticated but not encrypted.
    public var authenticatedData: [UInt8]
    /// What it holds.
    public var body: Body

    package init(
        groupID: [UInt8], epoch: UInt64, sender: Sender, authenticatedData: [UInt8], body: Body
    ) {
        self.groupID = groupID
        self.epoch = epoch
        self.sender = sender
        self.authenticatedData = authenticatedData
        self.body = body
    }

    /// The kind of what it holds.
    public var contentType: ContentType {
        switch body {
        case .application: .application
        case .proposal: .proposal
        case .commit: .commit
        }
    }

    /// Reads a message.
    public init(from decoder: inout MLSDecoder) throws(MLSError) {
        groupID = try decoder.readOpaque()
        epoch = try decoder.read()
        sender = try decoder.read()
        authenticatedData = try decoder.readOpaque()
        body = try Body(from: &decoder, type: try decoder.read())
    }

    /// Appends the encoding.
    public func encode(into encoder: inout MLSEncoder) {
        encoder.write(opaque: groupID)
        encoder.write(epoch)
        encoder.write(sender)
        encoder.write(opaque: authenticatedData)
        encoder.write(contentType)
        body.encode(into: &encoder)
    }
}

extension FramedContent.Body {
    package init(from decoder: inout MLSDecoder, type: ContentType) throws(MLSError) {
        switch type {
        case .application: self = .application(try decoder.readOpaque())
        case .proposal: self = .proposal(try decoder.read())
        case .commit: self = .commit(try decoder.read())
        }
    }

    package func encode(into encoder: inout MLSEncoder) {
        switch self {
        case .application(let data): encoder.write(opaque: data)
        case .proposal(let proposal): encoder.write(proposal)
        case .commit(let commit): encoder.write(commit)
        }
    }
}
