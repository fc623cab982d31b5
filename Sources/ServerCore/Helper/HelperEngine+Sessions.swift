import Wire

// Sessions reach the helper through the leader, which can refuse them but not forge them.

extension HelperEngine {
    mutating func drawNonce(_ request: UInt64) {
        let nonce = RandomBytes.draw(SessionTranscript.nonceByteCount, using: &random)
        sessions.remember(nonce: nonce)
        send(.nonce(request: request, nonce: nonce))
    }

    mutating func openSession(
        _ request: UInt64, _ number: UInt64, leaderNonce: [UInt8], helperNonce: [UInt8],
        _ opening: SessionOpening
    ) {
        // Spent whatever comes of it: an opening that is sent again finds its nonce gone.
        guard sessions.spend(nonce: helperNonce) else {
            return send(.requestRefused(request: request, .staleOpening))
        }
        guard sessions[number] == nil else {
            return send(.requestRefused(request: request, .malformed))
        }
        guard let account = withStorage({ try $0.accounts.account(slot: opening.slot) }) else {
            return send(.requestRefused(request: request, .serverTrouble))
        }
        do {
            let agreement = try SessionAgreement(
                opening, leaderNonce: leaderNonce, helperNonce: helperNonce, account: account,
                identity: identity)
            sessions.add(
                HelperSession(slot: opening.slot, keys: agreement.keys), number: number)
            send(.sessionOpened(request: request, agreement.half))
        } catch {
            send(.requestRefused(request: request, error))
        }
    }
}
