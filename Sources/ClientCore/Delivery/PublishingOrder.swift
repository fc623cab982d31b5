/// Whose cell goes into the own slot in a round.
///
/// Words before files. First, in turn: who has something new, an acknowledgement to give, or something that fell out of
/// the ring. Then whose only copy would be overwritten in this round; then repetitions, in turn.
package struct PublishingOrder: Sendable {
    package enum Urgency: Int, Sendable, Comparable {
        /// Nothing but a sign that something is being written, in a cell that would be random.
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

    private var lastServed: [ChannelID: UInt64] = [:]
    private var served: UInt64 = 0
    private var shares = FixedShares<String>()

    package init() {}

    package mutating func next(_ candidates: [Candidate]) -> ChannelID? {
        guard let highest = candidates.map(\.urgency).max() else { return nil }
        let eligible = candidates.filter { $0.urgency == highest }
        let choice = eligible.min {
            let left = lastServed[$0.channel] ?? 0
            let right = lastServed[$1.channel] ?? 0
            return left != right ? left < right : $0.channel < $1.channel
        }
        guard let channel = choice?.channel else { return nil }
        served += 1
        lastServed[channel] = served
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
