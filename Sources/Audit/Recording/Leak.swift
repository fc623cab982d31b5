/// What could be wrong with a system of rounds: each has to be found by the battery.
package enum Leak: String, Sendable, Equatable, CaseIterable {
    case none = "none"
    /// Some messages do not wait for their round.
    case fastPath = "a fast path"
    /// Clients take part only around the times at which their owner writes or is written to.
    case roundsOnlyWhileOpen = "rounds only while the program is open"
    /// A client polls again at once when its bell rings.
    case earlyPollOnRing = "an early poll on a ring"
    /// A frame is sent again outside of the round when it carried a message.
    case retransmissionOutsideRound = "a retransmission outside of the round"
    /// No read when there is nothing to read.
    case readSkippedWhenIdle = "a read skipped when idle"
    /// The same bytes are published again while unacknowledged.
    case repeatedCell = "a cell that repeats"
    /// A count of the day's messages for each slot, once a day, and nothing else.
    case dailyCounts = "daily counts"

    /// The share of messages that shows in it, as injected by ``LeakInjection`` if not told
    /// otherwise.
    package var usualShare: Double {
        switch self {
        case .fastPath: 0.01
        case .retransmissionOutsideRound: 0.05
        case .repeatedCell: 0.2
        default: 1
        }
    }
}
