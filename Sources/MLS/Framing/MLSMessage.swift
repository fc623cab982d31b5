/// Anything that MLS puts on the wire, RFC 9420 section 6.
public struct MLSMessage: MLSCodable, Sendable, Hashable {
    /// The kinds of messages.
    public enum Body: Sendable, Hashable {
        /// A signed message.
        case publicMessage(PublicMessage)
        /// A signed and encrypted message.
        case privateMessage(PrivateMessage)
        /// For those who are being added.
        case welcome(Welcome)
        /// For those who join by an external commit.
        case groupInfo(GroupInfo)
        /// For those who want to add the sender.
        case keyPackage(KeyPackage)
    }

    /// The message.
    public var body: Body

    /// Wraps a message.
    public init(_ body: Body) {
        self.body = body
    }

    /// The kind of this message.
    public var wireFormat: WireFormat {
        switch body {
        case .publicMessage: .publicMessage
        case .privateMessage: .privateMessage
        case .welcome: .welcome
        case .groupInfo: .groupInfo
        case .keyPackage: .keyPackage
        }
    }

    /// Reads a message; throws on an unknown version or wire format.
    public init(from decoder: inout MLSDecoder) throws(MLSError) {
        guard try decoder.read(ProtocolVersion.self) == .mls10 else {
            throw MLSError(.unsupportedVersion)
        }
        switch try decoder.read(WireFormat.self) {
        case .publicMessage: body = .publicMessage(try decoder.read())
        case .privateMessage: body = .privateMessage(try decoder.read())
        case .welcome: body = .welcome(try decoder.read())
        case .groupInfo: body = .groupInfo(try decoder.read())
        case .keyPackage: body = .keyPackage(try decoder.read())
        }
    }

    /// Appends the encoding.
    public func encode(into encoder: inout MLSEncoder) {
        encoder.write(ProtocolVersion.mls10)
        encoder.write(wireFormat)
        switch body {
        case .publicMessage(let message): encoder.write(message)
        case .privateMessage(let message): encoder.write(message)
        case .welcome(let welcome): encoder.write(welcome)
        case .groupInfo(let groupInfo): encoder.write(groupInfo)
        case .keyPackage(let keyPackage): encoder.write(keyPackage)
        }
    }

    /// The group that a framed message is for.
    public var groupID: [UInt8]? {
        switch body {
        case .publicMessage(let message): message.content.groupID
        case .privateMessage(let message): message.groupID
        case .groupInfo(let groupInfo): groupInfo.groupContext.groupID
        case .welcome, .keyPackage: nil
        }
    }

    /// The epoch that a framed message belongs to.
    public var epoch: UInt64? {
        switch body {
        case .publicMessage(let message): message.content.epoch
        case .privateMessage(let message): message.epoch
        case .groupInfo(let groupInfo): groupInfo.groupContext.epoch
        case .welcome, .keyPackage: nil
        }
    }
}
