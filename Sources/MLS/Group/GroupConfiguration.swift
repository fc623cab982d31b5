/// How a group behaves on this client; not part of its stored state.
public struct GroupConfiguration: Sendable {
    /// How proposals and commits are sent; `.privateMessage` or `.publicMessage`.
    public var handshakeWireFormat: WireFormat = .privateMessage
    /// How many skipped message keys of each sender are kept.
    public var outOfOrderTolerance = 32
    /// How many message keys of a sender may be skipped at once.
    public var maximumForwardDistance: UInt32 = 1000
    /// For how many epochs that ended application messages still decrypt.
    public var pastEpochCount = 3
    /// For how many epochs resumption secrets are kept.
    public var resumptionEpochCount: UInt64 = 8
    /// Zero bytes at the end of encrypted proposals and commits.
    public var handshakePaddingByteCount = 0
    /// Whether lifetimes in proposals and commits of others are checked too.
    public var checksReceivedLifetimes = true
    /// Whether lifetimes in the tree of a group that is joined are checked.
    ///
    /// The key package of a member that never committed expires while it is in the group; with
    /// this check nobody could join any more.
    public var checksTreeLifetimes = false
    /// The time in seconds since 1970, or nil to leave lifetimes unchecked.
    public var now: (@Sendable () -> UInt64)?
    /// Judges credentials.
    public var credentials: any CredentialValidator = BasicCredentialValidator()
    /// Where fresh keys and nonces come from.
    public var random: RandomSource = .system

    /// Creates the default configuration: private handshake messages, no clock.
    public init() {}

    package var window: HashRatchet.Window {
        HashRatchet.Window(forward: maximumForwardDistance, outOfOrder: outOfOrderTolerance)
    }

    /// The time that lifetimes in others' proposals and commits are checked against, if any.
    var receivedNow: UInt64? { checksReceivedLifetimes ? now?() : nil }
}
