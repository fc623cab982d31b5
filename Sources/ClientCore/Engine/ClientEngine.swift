package import Wire

/// One account's client: a pure state machine. The runtime copies it, lets the copy handle an
/// input, commits the copy's changes to the vault, and only then keeps the copy and carries out
/// its wishes. Times are Unix times in milliseconds.
package struct ClientEngine: Sendable {
    package let account: AccountRecord
    package let deployment: SignedDeployment

    /// - Parameter records: all records of the vault but messages.
    /// - Throws: ``WireError`` or a decoding error when the vault's content is damaged.
    package init(records: [RecordKey: [UInt8]]) throws { fatalError() }

    // MARK: Network

    /// A connection to the leader is up: begins the handshake.
    package mutating func connected(at now: Int64) -> ClientOutput { fatalError() }
    package mutating func disconnected(at now: Int64) -> ClientOutput { fatalError() }
    /// A message of the leader: type and body.
    package mutating func received(_ message: [UInt8], at now: Int64) -> ClientOutput { fatalError() }

    /// The open session, for the pacer: it makes cover frames by itself whenever the engine has
    /// none ready, so that the rhythm never depends on this machine's load or on its disk.
    package var session: RoundSession? { fatalError() }

    /// Prepares the frame of a round; at most one is ever sent (``ClientEngine/discard(round:)``).
    /// - Returns: nil if the round has passed or no session is open.
    package mutating func prepare(_ round: Round, at now: Int64) -> (frame: [UInt8], output: ClientOutput)? { fatalError() }
    /// The pacer sent a cover frame in this round, not the prepared one.
    package mutating func discard(_ round: Round) { fatalError() }

    // MARK: Commands

    package mutating func send(text: String, to conversation: String, at now: Int64) throws(CommandError) -> (message: MessageRecord, output: ClientOutput) { fatalError() }
    package mutating func invite(name: String?, at now: Int64) throws(CommandError) -> (invitation: Invitation, output: ClientOutput) { fatalError() }
    package mutating func withdraw(conversation: String, at now: Int64) throws(CommandError) -> ClientOutput { fatalError() }
    package mutating func accept(link: String, name: String?, at now: Int64) throws(CommandError) -> (conversation: ConversationSummary, output: ClientOutput) { fatalError() }
    /// The conversation on the person's screen, which gets one read in each round.
    package mutating func open(conversation: String?) { fatalError() }
    package mutating func markRead(conversation: String, upTo sequence: UInt64) throws(CommandError) -> ClientOutput { fatalError() }
    /// 60 digits, in groups of five.
    package func safetyNumber(conversation: String) throws(CommandError) -> String { fatalError() }
    /// - Parameter number: the contact's, which must be equal; nil when compared by eye.
    package mutating func setVerified(_ verified: Bool, conversation: String, number: String?, at now: Int64) throws(CommandError) -> ClientOutput { fatalError() }

    package var conversations: [ConversationSummary] { fatalError() }
    package var invitations: [Invitation] { fatalError() }
}
