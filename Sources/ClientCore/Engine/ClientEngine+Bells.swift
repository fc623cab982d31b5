import Wire

/// The own bell, and whom those of others call to.
extension ClientEngine {
    mutating func ownBell() -> Bell {
        var bell = Bell(nonce: random.next(), masked: random.next())
        for conversation in conversations.values
        where conversation.isHeard && Int(conversation.bellPosition) < Bell.positionCount {
            guard let newest = conversation.newestEpoch.flatMap({ conversation.channels[$0] })
            else { continue }
            bell.set(
                conversation.channels.values.contains(where: \.isPending),
                position: Int(conversation.bellPosition),
                key: newest.key(of: newest.ownLeaf).bellKey)
        }
        return bell
    }

    /// Slots at most that count as ringing since somebody waits for a Welcome there.
    static let ringingAdmissionLimit = 4

    mutating func ringingSlots(_ bells: [UInt8]) -> Set<UInt32> {
        var slots: Set<UInt32> = []
        var welcoming: Set<UInt32> = []
        for slot in slotsToRead
        where BellTable.bell(of: slot, in: bells) != BellTable.bell(of: slot, in: lastBells) {
            reading.heard(slot)
        }
        lastBells = bells
        // Who has not told its position yet is about to: all of them have one turn together.
        var unheard: Set<UInt32> = []
        for conversation in conversations.values {
            for admission in conversation.admissions where conversation.isAwaited(admission) {
                welcoming.formUnion(conversation.slotsAwaited(in: admission))
            }
            // Whose slot a knock names is a claim, and anybody with the link makes it.
            guard conversation.extras.request == nil else { continue }
            guard let newest = conversation.newestEpoch.flatMap({ conversation.channels[$0] })
            else { continue }
            for (leaf, member) in newest.members {
                guard Int(member.bellPosition) < Bell.positionCount else {
                    unheard.insert(member.slot)
                    continue
                }
                guard let bell = BellTable.bell(of: member.slot, in: bells) else { continue }
                let key = newest.key(of: leaf).bellKey
                if bell.rings(position: Int(member.bellPosition), key: key) {
                    slots.insert(member.slot)
                }
            }
        }
        // Others in turn: who makes this account wait in many slots does not take its reads.
        slots.formUnion(
            welcoming.sorted().shuffled(using: &random).prefix(Self.ringingAdmissionLimit))
        if let one = unheard.sorted().randomElement(using: &random) { slots.insert(one) }
        return slots
    }
}
