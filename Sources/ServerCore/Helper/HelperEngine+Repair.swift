import Wire

// Making planes equal before they are evaluated. Cells come from the leader: a cell says nothing to
// a reader without its key, wherever it comes from. Bells are replaced all together: see BellNoise.

extension HelperEngine {
    mutating func listDifferences(
        _ round: Round, planeGroups: [[UInt8]], bellSeed: [UInt8], emptyBoard: Bool
    ) {
        guard isCurrent(round) else { return }
        let groupCount = RowDigests.groupCount(rows: parameters.capacity)
        guard [0, groupCount].contains(planeGroups.count) else {
            return cut(.peerTrouble("the leader sent digests of another plane size"))
        }
        for (group, digests) in zip(planeGroups, database.planeGroups).enumerated()
        where digests.0 != digests.1 {
            send(
                .repairHashes(
                    round, group: UInt32(group), hashes: database.rowHashes(ofGroup: group)))
        }
        if !bellSeed.isEmpty {
            guard withStorage({ try $0.database.replaceBells(seed: bellSeed) }) != nil else {
                dropRound()
                return send(.roundRefused(round, .serverTrouble))
            }
            let replaced = parameters.capacity
            current?.repairedBells = replaced
        }
        if emptyBoard { database.emptyBoard() }
        send(.repairListed(round))
    }

    mutating func repairCells(_ round: Round, _ rows: [SlotRow]) {
        guard isCurrent(round), areValid(rows) else { return }
        guard withStorage({ try $0.database.writeCells(rows) }) != nil else {
            dropRound()
            return send(.roundRefused(round, .serverTrouble))
        }
        current?.repairedCells += rows.count
    }

    mutating func endRepair(_ round: Round) {
        guard isCurrent(round), let current, let digests = database.digests() else { return }
        outputs.append(
            .notice(.repaired(cells: current.repairedCells, bells: current.repairedBells)))
        send(.digests(round, digests))
    }

    /// Repairs belong between the write set and the evaluation; at any other time the round is
    /// refused, which the leader learns.
    private mutating func isCurrent(_ round: Round) -> Bool {
        if current?.round == round { return true }
        send(.roundRefused(round, .outOfOrder))
        return false
    }

    private mutating func areValid(_ rows: [SlotRow]) -> Bool {
        if rows.allSatisfy({ $0.slot < parameters.capacity }) { return true }
        cut(.peerTrouble("the leader sent rows of slots that do not exist"))
        return false
    }
}
