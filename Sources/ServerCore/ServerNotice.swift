package import Wire

/// What an operator should know.
///
/// Never anything about an account, a slot, a key or an address.
package enum ServerNotice: Sendable, Equatable {
    /// Leader and helper are linked. Sessions go on unless the helper has restarted.
    case linked(helperRestarted: Bool)
    case unlinked
    /// The peer speaks another version or serves another deployment.
    case incompatiblePeer(String)
    /// The peer broke the protocol; the link is cut.
    case peerTrouble(String)
    /// The helper took over the leader's account table, as it had none.
    case accountsAdopted
    /// The helper's account table is not the leader's; what it lacks is stored again.
    case accountTablesDiffer
    /// The clock is behind the last round served: nothing is served until it has passed it.
    case clockBehind(milliseconds: Int64)
    case roundAbandoned(Round, String)
    case roundRefused(Round, RoundRefusal)
    /// The helper's plane or bells differed from the leader's and were made equal.
    case repaired(cells: Int, bells: Int)
    /// A restored leader has copied what differed from its helper.
    case caughtUp(accounts: Int, cells: Int)
    /// A disk or the memory failed.
    case storageTrouble(String)
}
