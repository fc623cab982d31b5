import Wire

// What both servers hold about a slot, for its owner: read from each server's own stores and sent
// once a session, whether anybody wants to see it or not.

extension LeaderEngine {
    /// After a round has been answered the helper is idle: the next few sessions' turn.
    mutating func askForRecords() {
        guard link == .ready else { return }
        for session in recordQueue.next(where: { sessions[$0] != nil }) {
            ask(.record(session: session)) { .readRecord(request: $0, session: session) }
        }
    }

    mutating func deliverRecords(_ number: UInt64, helper: VouchedRecord) {
        recordQueue.done(number)
        guard let session = sessions[number],
            let own = withStorage({
                try HeldRecord(
                    slot: session.slot, accounts: $0.accounts, planes: $0.database.store)
            })
        else { return }
        let leader = VouchedRecord(own, session: number, keys: session.keys)
        send(.records(leader: leader, helper: helper), to: session.connection)
    }
}
