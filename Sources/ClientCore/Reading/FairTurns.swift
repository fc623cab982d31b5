/// An equal turn for each of a changing set of slots, in an order that is drawn each time around.
///
/// Who waits for the round of a page that holds something for it gives its turns up and gets them
/// back at that page, a few at most; who takes a page early pays with later turns.
struct FairTurns: Sendable {
    /// Whether it makes sense to read a slot in this round.
    enum Page: Sendable {
        /// The sender is there, or nobody knows where its cells lie.
        case unknown
        /// The sender is away and has something at this page.
        case wanted
        /// The sender is away and has something at other pages.
        case elsewhere
    }

    /// Turns that somebody can be behind or ahead of the others.
    private static let credit = 8

    private var turns: [UInt32: Int] = [:]

    mutating func next(
        _ candidates: [(slot: UInt32, page: Page)], random: inout RandomSource
    ) -> UInt32? {
        let eligible = candidates.filter { $0.page != .elsewhere }
        guard !eligible.isEmpty else { return nil }
        settle(candidates.map(\.slot))
        // A page that is there now comes before somebody else's turn of the same time around.
        let ranked = eligible.map { candidate in
            (candidate.slot, 2 * (turns[candidate.slot] ?? 0) - (candidate.page == .wanted ? 3 : 0))
        }
        let lowest = ranked.map(\.1).min()
        let choice = ranked.filter { $0.1 == lowest }.randomElement(using: &random)
        guard let slot = choice?.0 else { return nil }
        turns[slot, default: 0] += 1
        return slot
    }

    /// Newcomers begin where the others are; nobody is too far from the others.
    private mutating func settle(_ slots: [UInt32]) {
        let present = Set(slots)
        turns = turns.filter { present.contains($0.key) }
        let middle = turns.values.sorted()[safe: turns.count / 2] ?? 0
        for slot in slots {
            let own = turns[slot] ?? middle
            turns[slot] = min(max(own - middle, -Self.credit), Self.credit)
        }
    }
}

extension Array {
    fileprivate subscript(safe index: Int) -> Element? {
        indices.contains(index) ? self[index] : nil
    }
}
