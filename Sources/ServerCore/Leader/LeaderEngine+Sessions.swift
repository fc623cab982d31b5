import Wire

// Sessions: opened with both servers in one exchange, ended by the client's leaving, by a newer
// session of the slot or by a restart of either server.

extension LeaderEngine {
    mutating func open(
        _ opening: SessionOpening, from connection: ConnectionID, phase: LeaderConnection.Phase
    ) {
        // Both nonces were drawn for this connection, and one opening uses them up.
        guard case .challenged(let leaderNonce, let helperNonce) = phase else {
            return decline(connection, .staleOpening)
        }
        connections[connection]?.phase = .idle
        guard link == .ready else { return decline(connection, .helperUnavailable) }
        guard let account = withStorage({ try $0.accounts.account(slot: opening.slot) }) else {
            return decline(connection, .serverTrouble)
        }
        let agreement: SessionAgreement
        do {
            agreement = try SessionAgreement(
                opening, leaderNonce: leaderNonce, helperNonce: helperNonce, account: account,
                identity: identity)
        } catch {
            return decline(connection, error)
        }
        let session = drawSessionNumber()
        ask(.open(connection, session: session, slot: opening.slot, agreement)) {
            .openSession(
                request: $0, session: session, leaderNonce: leaderNonce, helperNonce: helperNonce,
                opening: opening)
        }
    }

    private mutating func drawSessionNumber() -> UInt64 {
        while true {
            let number = UInt64.random(in: 1 ... .max, using: &random)
            if sessions[number] == nil { return number }
        }
    }

    /// The helper has opened its half.
    mutating func opened(
        _ session: UInt64, slot: UInt32, _ agreement: SessionAgreement,
        helper: SessionOpened.Half, for connection: ConnectionID
    ) {
        // Even if the client has left meanwhile, the helper has replaced the slot's session.
        if let old = sessionsBySlot[slot], let holder = sessions[old]?.connection {
            refuse(holder, .sessionEnded)
        }
        guard connections[connection] != nil else { return sendHelper(.endSession(session)) }
        connections[connection]?.phase = .session(session)
        sessions[session] = LeaderSession(
            slot: slot, connection: connection, keys: agreement.keys)
        sessionsBySlot[slot] = session
        recordQueue.append(session)
        send(
            .opened(SessionOpened(session: session, leader: agreement.half, helper: helper)),
            to: connection)
    }

    /// Forgets a session and its frame, here and at the helper.
    mutating func endSession(_ number: UInt64) {
        guard let session = sessions.removeValue(forKey: number) else { return }
        frames[number] = nil
        if sessionsBySlot[session.slot] == number { sessionsBySlot[session.slot] = nil }
        if link == .ready { sendHelper(.endSession(number)) }
    }

    /// The helper's keys are gone: nobody's session goes on.
    mutating func endAllSessions() {
        let ordered = sessions.values.sorted { $0.slot < $1.slot }
        for session in ordered { refuse(session.connection, .sessionEnded) }
    }
}
