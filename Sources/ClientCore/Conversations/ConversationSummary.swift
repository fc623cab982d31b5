/// A contact or a group as lists show it.
package struct ConversationSummary: Sendable, Equatable, Codable {
    package enum Phase: String, Sendable, Codable {
        /// A link was made; nobody has answered it yet.
        case invited
        /// A link was accepted; knocks go out until the inviter has seen one.
        case knocking
        /// Both know of each other; keys are on their way.
        case introducing
        case active
        /// Somebody adds this account to the group; its keys are on their way.
        case joining
        /// This account is no member of the group any more.
        case left
        /// The contact has deleted its account.
        case gone
    }

    /// 16 random bytes in hexadecimal; local to this account.
    package var id: String
    package var name: String
    package var phase: Phase
    package var isVerified: Bool
    package var isGroup: Bool
    /// This account included.
    package var memberCount: Int
    /// Own messages not yet delivered.
    package var waitingCount: Int
    /// Own messages that do not fit into the ring until the peer has been here.
    package var heldBackCount: Int
    /// Place of the newest message in the thread; 0 when there is none.
    package var lastSequence: UInt64
    /// Places up to here have been read.
    package var readSequence: UInt64
    package var settings = ConversationSettings()
}

extension ConversationSummary {
    /// What the person is told of messages that do not fit; nil when all do.
    package var heldBackNotice: String? {
        switch heldBackCount {
        case 0: nil
        case 1 where phase == .gone: "1 message has not reached \(name)"
        case _ where phase == .gone: "\(heldBackCount) messages have not reached \(name)"
        case 1: "1 message waits until \(whoIsMissing) here"
        default: "\(heldBackCount) messages wait until \(whoIsMissing) here"
        }
    }

    private var whoIsMissing: String {
        isGroup ? "everybody in \(name) has been" : "\(name) has been"
    }
}
