import Wire

/// Which of a conversation's channels has its part of the ring first.
extension Conversation {
    /// Who has not come in by then is not before the others any more.
    private static let admissionPrecedenceMilliseconds: Int64 = 3 * 24 * 3_600_000

    /// - Parameter now: Unix time in milliseconds, as far as it is known.
    func publishingOrder(at now: Int64?) -> [UInt64] {
        // What a joiner alone gets is short, and needed to read what is for all.
        let entering = admissions.map { ($0, channels[$0]) }
            .sorted {
                let (one, other) = ($0.1?.outgoing, $1.1?.outgoing)
                return (one?.unacknowledgedByteCount ?? 0, $0.0)
                    < (other?.unacknowledgedByteCount ?? 0, $1.0)
            }
        func isOld(_ channel: Channel?) -> Bool {
            guard let channel, let now else { return false }
            return now - channel.openedAt > Self.admissionPrecedenceMilliseconds
        }
        let (epochs, files) = (epochs, transferIDs)
        let awaited = epochs.filter { channels[$0]?.outgoing.isAwaited == true }
        // What only those lack who are out of the group takes nobody's room.
        let others = epochs.filter { channels[$0]?.outgoing.isAwaited != true }
        return entering.filter { !isOld($0.1) }.map(\.0) + awaited + files
            + entering.filter { isOld($0.1) }.map(\.0) + others
    }
}
