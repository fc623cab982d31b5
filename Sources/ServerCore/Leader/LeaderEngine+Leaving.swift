import Crypto
import Wire

// Accounts that are deleted. The leader frees the slot and notes, in one change of its table, what
// the helper still has to hear; it says so again after every reconnection until the helper has done
// its part. A client that did not hear the end of it asks again and learns that the account is gone.

extension LeaderEngine {
    /// Takes up a wish to leave, on a connection that has been greeted.
    mutating func leave(
        _ leaving: Leaving, from connection: ConnectionID, phase: LeaderConnection.Phase
    ) {
        // The nonce was drawn for this connection, and one message uses it up.
        guard case .challenged(let leaderNonce, _) = phase else {
            return decline(connection, .staleOpening)
        }
        connections[connection]?.phase = .idle
        guard link == .ready else { return decline(connection, .helperUnavailable) }
        guard let account = withStorage({ try $0.accounts.account(slot: leaving.slot) }) else {
            return decline(connection, .serverTrouble)
        }
        guard let account,
            leaving.verify(
                account, leaderNonce: leaderNonce, descriptorDigest: identity.descriptorDigest)
        else { return decline(connection, .notYourSlot) }
        let free = AccountTable.makeFreeSlot(using: &random)
        // Never the generation that cells and links of the account name.
        let generation =
            free.generation == account.generation ? free.generation &+ 1 : free.generation
        let vacancy = Vacancy(
            leaving: leaving, leaderNonce: leaderNonce, generation: generation, key: free.key,
            seed: RandomBytes.draw(Vacancy.seedByteCount, using: &random))
        connections[connection]?.phase = .waiting
        departures.append((vacancy, connection))
    }

    /// Carries out what waits, between two rounds: planes that change under a round would differ.
    mutating func carryOutDepartures() {
        guard current == nil, link == .ready, !departures.isEmpty else { return }
        let waiting = departures
        departures = []
        for (vacancy, connection) in waiting { depart(vacancy, connection) }
    }

    private mutating func depart(_ vacancy: Vacancy, _ connection: ConnectionID) {
        // Said twice before the round ended: the first has done it.
        guard let present = withStorage({ try $0.accounts.account(slot: vacancy.leaving.slot) }),
            present?.generation == vacancy.leaving.generation
        else {
            if connections[connection] != nil { decline(connection, .notYourSlot) }
            return
        }
        guard withStorage({ try $0.accounts.vacate(vacancy) }) != nil else {
            if connections[connection] != nil { decline(connection, .serverTrouble) }
            return
        }
        if let session = sessionsBySlot[vacancy.leaving.slot],
            let holder = sessions[session]?.connection
        {
            refuse(holder, .sessionEnded)
        }
        fillAndTell(vacancy, for: connection)
    }

    private mutating func fillAndTell(_ vacancy: Vacancy, for connection: ConnectionID?) {
        let slot = vacancy.leaving.slot
        guard let present = withStorage({ try $0.accounts.account(slot: slot) }) else { return }
        // A slot that somebody else has drawn meanwhile keeps what is there now.
        guard present == vacancy.record else {
            return ask(.vacate(connection, slot: slot)) { .vacate(request: $0, vacancy) }
        }
        // What the disk does not take now it takes after a restart: the note stays until then.
        guard withStorage({ try $0.database.fill(slot: slot, seed: vacancy.seed) }) != nil else {
            if let connection, connections[connection] != nil {
                decline(connection, .serverTrouble)
            }
            return
        }
        ask(.vacate(connection, slot: slot)) { .vacate(request: $0, vacancy) }
    }

    /// Says again, over a new link, what a crash of either server may have cut off.
    mutating func repeatDepartures() {
        guard let vacancies = withStorage({ try $0.accounts.vacancies() }) else { return }
        for vacancy in vacancies { fillAndTell(vacancy, for: nil) }
    }

    /// The helper has given the slot back too, or never had this account.
    mutating func vacated(slot: UInt32, for connection: ConnectionID?) {
        let isForgotten: Void? = withStorage { try $0.accounts.forgetVacancy(slot: slot) }
        guard let connection, connections[connection] != nil else { return }
        guard isForgotten != nil else { return decline(connection, .serverTrouble) }
        connections[connection]?.phase = .idle
        send(.left, to: connection)
    }

    mutating func notVacated(slot: UInt32, _ code: RefusalCode, for connection: ConnectionID?) {
        // Of an account that the helper does not have there is nothing to delete.
        if code == .notYourSlot { return vacated(slot: slot, for: connection) }
        if let connection, connections[connection] != nil { decline(connection, code) }
    }
}
