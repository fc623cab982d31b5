import Wire

extension HelperEngine {
    /// What this server's own stores hold about the slot of a session, with a tag for its client.
    mutating func readRecord(_ request: UInt64, _ number: UInt64) {
        guard let session = sessions[number] else {
            return send(.requestRefused(request: request, .sessionEnded))
        }
        let record = withStorage {
            try HeldRecord(slot: session.slot, accounts: $0.accounts, planes: $0.database.store)
        }
        guard let record else {
            return send(.requestRefused(request: request, .serverTrouble))
        }
        send(
            .record(
                request: request, VouchedRecord(record, session: number, keys: session.keys)))
    }
}
