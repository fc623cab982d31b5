import Wire

// From the helper's verdicts to equal planes.

extension LeaderEngine {
    mutating func fixWriteSet(
        _ round: Round, verdicts: [RefusalCode?], _ helperDigests: RoundDigests
    ) {
        guard isCurrent(round) else { return }
        guard let members = current?.members, case .proposed? = current?.stage,
            verdicts.count == members.count
        else { return wrongReply() }
        var accepted: [WriteSetMember] = []
        for (member, verdict) in zip(members, verdicts) {
            if let verdict {
                current?.refusals[member.session] = verdict
            } else {
                accepted.append(member)
            }
        }
        current?.members = accepted
        do {
            // Durable before anything is evaluated: a leader that restarts skips this round.
            try marks.raise(to: round)
            mark = round
            try database.openRound(round)
            try database.write(accepted)
        } catch {
            notice(.storageTrouble("\(error)"))
            return abandonRound("this server's disk failed")
        }
        compare(helperDigests)
    }

    private mutating func compare(_ helper: RoundDigests) {
        guard let round = current?.round, let own = database.digests() else { return }
        if own == helper { return beginEvaluation(round, own) }
        if own.board != helper.board { database.emptyBoard() }
        let bellSeed =
            own.bells == helper.bells ? [] : RandomBytes.draw(32, using: &random)
        if !bellSeed.isEmpty {
            guard withStorage({ try $0.database.replaceBells(seed: bellSeed) }) != nil else {
                return abandonRound("this server's disk failed")
            }
            let replaced = parameters.capacity
            current?.repairedBells = replaced
        }
        current?.stage = .repairing(planeGroups: [])
        sendHelper(
            .repair(
                round, planeGroups: own.plane == helper.plane ? [] : database.planeGroups,
                bellSeed: bellSeed, emptyBoard: own.board != helper.board))
    }

    /// Replies for a round that was abandoned meanwhile are of no use any more.
    func isCurrent(_ round: Round) -> Bool { current?.round == round }

    private func rows(ofGroup group: UInt32) -> Range<Int>? {
        guard group < RowDigests.groupCount(rows: parameters.capacity) else { return nil }
        return RowDigests.rows(ofGroup: Int(group), count: parameters.capacity)
    }

    mutating func repairCells(_ round: Round, group: UInt32, helperHashes: [[UInt8]]) {
        guard isCurrent(round) else { return }
        guard let rows = rows(ofGroup: group),
            case .repairing(var planeGroups)? = current?.stage,
            planeGroups.insert(group).inserted, helperHashes.count == rows.count
        else { return wrongReply() }
        current?.stage = .repairing(planeGroups: planeGroups)
        let own = database.rowHashes(ofGroup: Int(group))
        let different = rows.enumerated().filter { own[$0.offset] != helperHashes[$0.offset] }
        current?.repairedCells += different.count
        sendHelper(
            .repairCells(
                round,
                different.map {
                    SlotRow(slot: UInt32($0.element), bytes: database.cell($0.element))
                }))
    }

    mutating func endRepair(_ round: Round) {
        guard isCurrent(round) else { return }
        guard case .repairing? = current?.stage else { return wrongReply() }
        current?.stage = .repaired
        sendHelper(.repairEnd(round))
    }

    mutating func compareAgain(_ round: Round, _ helper: RoundDigests) {
        guard isCurrent(round), let current else { return }
        guard case .repaired = current.stage else { return wrongReply() }
        notice(.repaired(cells: current.repairedCells, bells: current.repairedBells))
        guard let own = database.digests(), own == helper else {
            return abandonRound("the planes differ even after repair")
        }
        beginEvaluation(round, own)
    }
}
