/// Whose cell goes into the own slot in a round: channels with something new first, then
/// repetitions, each group in turn.
struct PublishingOrder: Sendable {
    struct Candidate {
        var channel: ChannelID
        var isUrgent: Bool
    }

    private var lastServed: [ChannelID: UInt64] = [:]
    private var served: UInt64 = 0

    mutating func next(_ candidates: [Candidate]) -> ChannelID? {
        let urgent = candidates.filter(\.isUrgent)
        let eligible = urgent.isEmpty ? candidates : urgent
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
}
