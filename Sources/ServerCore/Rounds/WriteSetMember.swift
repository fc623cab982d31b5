import Wire

/// One client's part in a round: its frame and the keys under which this server answers it.
///
/// The keys are a copy, so that a session which ends in mid-round changes nothing of the round.
struct WriteSetMember {
    var session: UInt64
    var slot: UInt32
    var frame: ReceivedFrame
    var keys: SessionKeys
}
