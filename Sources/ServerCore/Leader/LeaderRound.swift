import Wire

/// A closed round on its way to its answers.
struct LeaderRound {
    enum Stage {
        /// The helper has been told which frames came.
        case proposed
        /// The helper lists what differs; groups of rows that it has listed already.
        case repairing(planeGroups: Set<UInt32>)
        /// The helper's digests after the repair are awaited.
        case repaired
        /// Both servers evaluate. The leader's own part comes with the next input, so that the
        /// helper has its message before the leader begins to compute.
        case evaluating
    }

    let round: Round
    /// Every session at the round's close: each gets one message.
    let sessions: [UInt64]
    /// Those with a frame; once the write set is fixed, its members.
    ///
    /// In the order of slots.
    var members: [WriteSetMember]
    /// Why the helper turned a frame down.
    var refusals: [UInt64: RefusalCode] = [:]
    var stage = Stage.proposed
    /// This server's share of all answers, once it is computed, and on top of it as much of the
    /// helper's as has come.
    var sums: [UInt8]?
    /// Members whose answers have both shares.
    var answeredCount = 0
    /// In bell rounds the helper's tags of these members.
    var helperTags: [UInt8] = []
    var repairedCells = 0
    var repairedBells = 0

    /// Whether the helper computes and this server has not begun.
    var isOwnShareDue: Bool {
        if case .evaluating = stage { sums == nil } else { false }
    }

    /// Adds the helper's share of the next members to this server's, where it lies: a round of ten
    /// thousand is twenty megabytes, and each further copy of it is felt.
    ///
    /// - Parameters:
    ///   - entries: An answer each and, in bell rounds, the helper's tag behind it.
    ///   - answerByteCount: Bytes of an answer.
    ///   - entryByteCount: Bytes of an answer and its tag.
    mutating func addHelperShare(
        _ entries: ArraySlice<UInt8>, answerByteCount: Int, entryByteCount: Int
    ) {
        // Taken out, so that it is changed in place.
        guard var sums = sums.take() else { return }
        let count = entries.count / entryByteCount
        for index in 0..<count {
            let entry = entries.startIndex + index * entryByteCount
            let tag = entry + answerByteCount
            XOR.add(
                entries[entry..<tag], to: &sums, at: (answeredCount + index) * answerByteCount)
            helperTags += entries[tag..<entry + entryByteCount]
        }
        answeredCount += count
        self.sums = sums
    }
}
