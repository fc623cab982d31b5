/// What a message turned out to be.
public enum ProcessedMessage: Sendable {
    /// Bytes of the application.
    case application(ApplicationMessage)
    /// A proposal; it is remembered for a commit in this epoch.
    case proposal(ReceivedProposal)
    /// A valid commit; nothing changes until it is applied.
    case commit(StagedCommit)
}

/// An application message that was decrypted and whose signature was verified.
public struct ApplicationMessage: Sendable, Hashable {
    /// The sender's place in the epoch of the message.
    public let sender: LeafIndex
    /// The sender's credential in the epoch of the message.
    public let credential: Credential
    /// The epoch that it was sent in, which may be a past one.
    public let epoch: UInt64
    /// The number of the sender's key in that epoch.
    public let generation: UInt32
    /// Bytes that were authenticated but not encrypted.
    public let authenticatedData: [UInt8]
    /// The application's bytes.
    public let data: [UInt8]
}
