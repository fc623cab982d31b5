import Wire

/// A round whose write set is fixed and which waits for the leader's digests.
struct HelperRound {
    var round: Round
    var members: [WriteSetMember]
    var repairedCells = 0
    var repairedBells = 0
}
