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
    /// This server's share of all answers, once it is computed.
    var ownAnswers: [UInt8]?
    /// As much of the helper's share, with its tags in bell rounds, as has come.
    var helperAnswers: [UInt8] = []
    var repairedCells = 0
    var repairedBells = 0

    /// Whether the helper computes and this server has not begun.
    var isOwnShareDue: Bool {
        if case .evaluating = stage { ownAnswers == nil } else { false }
    }
}
