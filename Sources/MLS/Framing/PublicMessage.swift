/// A message that is signed but not encrypted, RFC 9420 section 6.2.
public struct PublicMessage: MLSCodable, Sendable, Hashable {
    /// The message.
    public var content: FramedContent
    /// Its signature and confirmation.
    public var auth: FramedContentAuthData
    /// The sender's proof of membership, if the sender is a member.
    public var membershipTag: [UInt8]?

    package init(_ authenticated: AuthenticatedContent, membershipTag: [UInt8]?) {
        content = authenticated.content
        auth = authenticated.auth
        self.membershipTag = membershipTag
    }

    /// Reads a message.
    public init(from decoder: inout MLSDecoder) throws(MLSError) {
        content = try decoder.read()
        auth = try FramedContentAuthData(from: &decoder, type: content.contentType)
        membershipTag = content.sender.memberIndex == nil ? nil : try decoder.readOpaque()
    }

    /// Appends the encoding.
    public func encode(into encoder: inout MLSEncoder) {
        encoder.write(content)
        auth.encode(into: &encoder)
        if let membershipTag { encoder.write(opaque: membershipTag) }
    }

    package var authenticated: AuthenticatedContent {
        AuthenticatedContent(wireFormat: .publicMessage, content: content, auth: auth)
    }
}
