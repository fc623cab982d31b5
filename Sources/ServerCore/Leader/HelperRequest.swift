import Wire

/// What a leader waits for from the helper, on behalf of a client.
enum HelperRequest {
    case nonce(ConnectionID, leaderNonce: [UInt8])
    case open(ConnectionID, session: UInt64, slot: UInt32, SessionAgreement)
    case store(ConnectionID, slot: UInt32, attempt: Int)
    /// An account that the helper lacked is stored again; no client waits.
    case restore
    /// A slot is given back; nobody waits if that is said again.
    case vacate(ConnectionID?, slot: UInt32)
    /// The helper's record of the slot of a session; its client waits for nothing.
    case record(session: UInt64)

    var connection: ConnectionID? {
        switch self {
        case .nonce(let connection, _), .open(let connection, _, _, _),
            .store(let connection, _, _):
            connection
        case .vacate(let connection, _): connection
        case .restore, .record: nil
        }
    }
}
