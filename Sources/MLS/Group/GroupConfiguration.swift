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
    /// Whether lifetimes in leaves that others sent are checked too.
    public var checksReceivedLifetimes = true
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

    package var receivedNow: UInt64? { checksReceivedLifetimes ? now?() : nil }
}
