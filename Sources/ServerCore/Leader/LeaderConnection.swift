/// A client's connection and how far it has come.
struct LeaderConnection {
    enum Phase {
        case idle
        /// One request is with the helper; the client waits for its answer.
        case waiting
        /// Both nonces are with the client; one opening may answer them.
        case challenged(leaderNonce: [UInt8], helperNonce: [UInt8])
        case session(UInt64)
    }

    var phase = Phase.idle
    var messageCount = 0

    var session: UInt64? {
        if case .session(let number) = phase { number } else { nil }
    }
}
