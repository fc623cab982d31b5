/// An entry of the roster.
public struct Member: Sendable, Hashable {
    /// The member's place.
    public let index: LeafIndex
    /// All that the group knows about the member.
    public let leafNode: LeafNode

    /// Who it is.
    public var credential: Credential { leafNode.credential }
    /// The key that its messages are signed with.
    public var signatureKey: [UInt8] { leafNode.signatureKey }
    /// The leaf's extensions.
    public var extensions: [Extension] { leafNode.extensions }
    /// What it supports.
    public var capabilities: Capabilities { leafNode.capabilities }
}
