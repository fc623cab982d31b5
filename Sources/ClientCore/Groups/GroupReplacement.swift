import MLS

/// A commit that takes the place of one that had been applied.
struct GroupReplacement {
    /// Against the epoch before.
    var changes: [GroupChange]
    var proposals: [Proposal]
    /// Who was in the epoch before.
    var parentRoster: [RosterMember]
    /// … and the keys of their leaves.
    var parentLeaves: Set<[UInt8]>
}
