/// Picks the R slots that are read in a round.
///
/// One read belongs to the conversation that the person has open, and is spent at random when
/// none is. The others go to the slots that ring, an equal turn for each, and to all slots when
/// fewer ring; in a fourth of all rounds one of them goes to the rotation over all, since a bell is
/// only a hint. Which rounds these are is drawn: every fourth one would meet every fourth page. Orders
/// are drawn afresh each time around: a plain rotation would meet the same few of an absent sender's K
/// pages for ever. Of an absent sender, whose cells have told at which pages something lies, those pages
/// are read; the rotation over all waits for them, up to eight of its turns.
///
/// In the strict mode nothing of this counts: every slot has a fixed share of the reads.
package struct ReadScheduler: Sendable {
    private static let slowRotationPeriod: UInt64 = 4
    /// Turns of the rotation over all that wait for pages: a slot that claims something everywhere
    /// holds it up for so long, and then no more.
    private static let waitingTurnLimit = 8

    private let mode: SchedulingMode
    private var ringingTurns = FairTurns()
    private var fullRotation = Rotation()
    private var fullTurns = 0
    private var shares = FixedShares<UInt32>()
    private var knowledge: SlotKnowledge

    /// - Parameter pages: K.
    package init(pages: Int = 1, mode: SchedulingMode = .fair) {
        self.mode = mode
        knowledge = SlotKnowledge(pageCount: pages)
    }

    /// - Parameters:
    ///   - peers: slots of all contacts.
    ///   - ringing: those of them whose bell rings.
    ///   - open: slots of the open conversation's members; empty when none is open.
    /// - Returns: `count` slots, without repetition as far as `capacity` allows.
    package mutating func pick(
        count: Int, round: UInt64, peers: [UInt32], ringing: Set<UInt32>, open: [UInt32],
        capacity: Int, random: inout RandomSource
    ) -> [UInt32] {
        var picked: [UInt32] = []
        if count > 1 {
            picked.append(
                open.randomElement(using: &random)
                    ?? randomSlot(capacity, avoiding: peers, random: &random))
        } else if mode == .fair, let slot = open.randomElement(using: &random) {
            // Half of all rounds, but not every second one: K may be even.
            if Bool.random(using: &random) { picked.append(slot) }
        }
        if UInt64.random(in: 0..<Self.slowRotationPeriod, using: &random) == 0 {
            fullTurns = min(fullTurns + 1, Self.waitingTurnLimit)
        }
        var isFullTurn = fullTurns > 0
        while picked.count < count {
            let slot =
                switch mode {
                case .fair:
                    nextTurn(
                        round, peers, ringing, avoiding: picked, &isFullTurn, random: &random)
                case .strict: nextShare(peers, avoiding: picked, random: &random)
                }
            picked.append(slot ?? randomSlot(capacity, avoiding: picked, random: &random))
        }
        return picked
    }

    private mutating func nextShare(
        _ peers: [UInt32], avoiding picked: [UInt32], random: inout RandomSource
    ) -> UInt32? {
        let slot = shares.next(peers, random: &random)
        return slot.flatMap { picked.contains($0) ? nil : $0 }
    }

    private mutating func nextTurn(
        _ round: UInt64, _ peers: [UInt32], _ ringing: Set<UInt32>, avoiding picked: [UInt32],
        _ isFullTurn: inout Bool, random: inout RandomSource
    ) -> UInt32? {
        let ringers = peers.filter { ringing.contains($0) && !picked.contains($0) }
        let candidates = ringers.map { (slot: $0, page: knowledge.page(of: $0, round)) }
        let hasWanted = candidates.contains { $0.page == .wanted }
        if isFullTurn, !hasWanted || fullTurns == Self.waitingTurnLimit {
            isFullTurn = false
            fullTurns -= 1
            if let slot = fullRotation.next(peers, avoiding: picked, random: &random) {
                return slot
            }
        }
        return ringingTurns.next(candidates, random: &random)
            ?? fullRotation.next(peers, avoiding: picked, random: &random)
    }

    private func randomSlot(
        _ capacity: Int, avoiding: [UInt32], random: inout RandomSource
    ) -> UInt32 {
        for _ in 0..<8 {
            let slot = UInt32.random(in: 0..<UInt32(capacity), using: &random)
            if !avoiding.contains(slot) { return slot }
        }
        return UInt32.random(in: 0..<UInt32(capacity), using: &random)
    }

    // MARK: What reading has taught

    /// A slot was read in a round that was answered.
    package mutating func didRead(_ slot: UInt32, round: UInt64) {
        if mode == .fair { knowledge.didRead(slot, round: round) }
    }

    /// A cell was opened.
    /// - Parameters:
    ///   - source: the channel to which the cell belongs.
    ///   - writtenIn: the round that the cell names.
    package mutating func learned(
        _ slot: UInt32, source: ChannelID, hints: PageHints, writtenIn: UInt64, readIn: UInt64
    ) {
        guard mode == .fair else { return }
        knowledge.learned(
            slot, source: source, hints: hints, writtenIn: writtenIn, readIn: readIn)
    }

    /// The owner of a slot has written again: its bell is another one.
    package mutating func heard(_ slot: UInt32) { knowledge.heard(slot) }
}

/// A fair turn for everybody, in another order each time around.
private struct Rotation: Sendable {
    private var waiting: [UInt32] = []

    mutating func next(
        _ members: [UInt32], avoiding: [UInt32], random: inout RandomSource
    ) -> UInt32? {
        for _ in 0..<2 {
            if let index = waiting.firstIndex(where: {
                members.contains($0) && !avoiding.contains($0)
            }) {
                return waiting.remove(at: index)
            }
            waiting.removeAll { !members.contains($0) }
            waiting += members.shuffled(using: &random)
        }
        return nil
    }
}
