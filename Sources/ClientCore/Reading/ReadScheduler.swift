/// Picks the R slots that are read in a round.
///
/// One read belongs to the conversation that the person has open, and is spent at random when
/// none is. The others go to the slots that ring, in a rotation that is permuted afresh each
/// time around, and to all slots when fewer ring; every fourth round one of them goes to the
/// rotation over all, since a bell is only a hint. A plain rotation would meet the same few of an
/// absent sender's K pages for ever, hence the permutation.
package struct ReadScheduler: Sendable {
    private static let slowRotationPeriod: UInt64 = 4

    private var ringingRotation = Rotation()
    private var fullRotation = Rotation()
    private var lastFullTurn: UInt64 = 0

    package init() {}

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
        if let slot = open.randomElement(using: &random) {
            picked.append(slot)
        } else if count > 1 {
            picked.append(randomSlot(capacity, avoiding: picked + peers, random: &random))
        }
        while picked.count < count {
            let slot = nextTurn(round, peers, ringing, avoiding: picked, random: &random)
            picked.append(slot ?? randomSlot(capacity, avoiding: picked, random: &random))
        }
        return picked
    }

    private mutating func nextTurn(
        _ round: UInt64, _ peers: [UInt32], _ ringing: Set<UInt32>, avoiding picked: [UInt32],
        random: inout RandomSource
    ) -> UInt32? {
        if round >= lastFullTurn + Self.slowRotationPeriod || round < lastFullTurn {
            lastFullTurn = round
            if let slot = fullRotation.next(peers, avoiding: picked, random: &random) {
                return slot
            }
        }
        let ringers = peers.filter { ringing.contains($0) }
        return ringingRotation.next(ringers, avoiding: picked, random: &random)
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
