/// Whose cell goes into the own slot in a round.
///
/// Words before files. First, in turn: who has something new, an acknowledgement to give, or something that fell out of
/// the ring. Then whose only copy would be overwritten in this round; then repetitions, in turn, words among
/// them in every third cell also before files.
package struct PublishingOrder: Sendable {
    package enum Urgency: Int, Sendable, Comparable {
        /// Nothing but acknowledgements that were given before, in a cell that would be random.
        case acknowledgement
        /// Nothing but a sign that something is being written, in such a cell.
        case passing
        /// Everything lies elsewhere in the ring.
        case repetition
        /// Something of a file: words come first.
        case transfer
        /// The page of this round holds the only copy of something.
        case onlyCopy
        /// Something should be in the ring and is not.
        case due

        package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    package struct Candidate: Sendable {
        package var channel: ChannelID
        package var urgency: Urgency

        package init(channel: ChannelID, urgency: Urgency) {
            self.channel = channel
            self.urgency = urgency
        }
    }

    /// When a conversation had its last turn, and when each of its channels.
    private struct Turns: Sendable {
        var last: UInt64 = 0
        var channels: [UInt64: UInt64] = [:]
    }

    private var turns: [String: Turns] = [:]
    private var served: UInt64 = 0
    private var shares = FixedShares<String>()

    package init() {}

    /// While files travel, words that somebody lacks are said again in every third cell: who has missed
    /// them would meet them only when their page comes round again, K rounds later.
    private static let wordsPeriod: UInt64 = 3

    private func eligible(_ candidates: [Candidate]) -> [Candidate] {
        let highest = candidates.map(\.urgency).max()
        if highest == .transfer, served % Self.wordsPeriod == 0 {
            let words = candidates.filter {
                $0.urgency == .repetition && !Conversation.isTransfer($0.channel.epoch)
            }
            if !words.isEmpty { return words }
        }
        return candidates.filter { $0.urgency == highest }
    }

    /// Conversations take turns, and within each its channels: a contact that makes many channels
    /// gets no more cells by them.
    package mutating func next(_ candidates: [Candidate]) -> ChannelID? {
        let choice = eligible(candidates).map(\.channel).min { left, right in
            let (first, second) = (turns[left.conversation], turns[right.conversation])
            let (one, other) = (first?.last ?? 0, second?.last ?? 0)
            guard one == other else { return one < other }
            guard left.conversation == right.conversation else { return left < right }
            let (early, late) =
                (first?.channels[left.epoch] ?? 0, second?.channels[right.epoch] ?? 0)
            return early != late ? early < late : left < right
        }
        guard let channel = choice else { return nil }
        served += 1
        turns[channel.conversation, default: Turns()].last = served
        turns[channel.conversation]?.channels[channel.epoch] = served
        return channel
    }

    /// The strict mode: each conversation has its share of the cells, whatever is to be said; a
    /// turn that nobody has, or whose owner has nothing to say, is spent on random bytes.
    /// - Parameter conversations: all of them, whether they have something to say or not.
    package mutating func nextStrict(
        _ candidates: [Candidate], conversations: [String], random: inout RandomSource
    ) -> ChannelID? {
        guard let owner = shares.next(conversations, random: &random) else { return nil }
        return next(candidates.filter { $0.channel.conversation == owner })
    }

    /// The number of shares in the strict mode.
    static func shareCount(_ conversations: Int) -> Int { FixedShares<String>.count(conversations) }
}
