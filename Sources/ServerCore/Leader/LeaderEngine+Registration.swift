import Crypto
import Wire

// New accounts. The leader's table and the ticket change together and first; then the helper is
// asked, and may be asked again: a client that did not hear the end of it comes back with the same
// ticket and key and is told the same slot.

extension LeaderEngine {
    mutating func register(_ registration: Registration, from connection: ConnectionID) {
        guard registration.verify(descriptorDigest: identity.descriptorDigest) else {
            return refuse(connection, .malformed)
        }
        guard link == .ready else { return decline(connection, .helperUnavailable) }
        do {
            let slot = try occupySlot(registration)
            askToStore(slot: slot, attempt: 1, for: connection)
        } catch let code as RefusalCode {
            decline(connection, code)
        } catch {
            notice(.storageTrouble("\(error)"))
            decline(connection, .serverTrouble)
        }
    }

    /// The slot of the ticket's account, made now unless it was made before for the same key.
    private mutating func occupySlot(_ registration: Registration) throws -> UInt32 {
        let hash = Array(SHA256.hash(data: registration.ticket))
        let state = try accounts.ticketState(hash: hash)
        if state == .unknown { throw RefusalCode.unknownTicket }
        if let slot = try accounts.occupiedSlot(key: registration.accountKey) { return slot }
        if state == .used { throw RefusalCode.usedTicket }
        let slot = try drawFreeSlot()
        try accounts.register(slot: slot, key: registration.accountKey, spending: hash)
        return slot
    }

    /// Uniform among free slots, so that neighbours say nothing of who invited whom, or when.
    ///
    /// Slots are drawn until one is free: among a million, to count the free ones and find one of
    /// them by its number takes a look at each. That is done where few are left.
    private mutating func drawFreeSlot() throws -> UInt32 {
        for _ in 0..<LeaderLimits.freeSlotDraws {
            let slot = UInt32.random(in: 0..<UInt32(parameters.capacity), using: &random)
            if let account = try accounts.account(slot: slot), !account.isOccupied { return slot }
        }
        let count = try accounts.freeSlotCount()
        guard count > 0,
            let slot = try accounts.freeSlot(at: Int.random(in: 0..<count, using: &random))
        else { throw RefusalCode.deploymentFull }
        return slot
    }

    private mutating func askToStore(slot: UInt32, attempt: Int, for connection: ConnectionID) {
        guard let account = withStorage({ try $0.accounts.account(slot: slot) }), let account else {
            return decline(connection, .serverTrouble)
        }
        ask(.store(connection, slot: slot, attempt: attempt)) {
            .storeAccount(
                request: $0, slot: slot, generation: account.generation, key: account.key)
        }
    }

    mutating func stored(slot: UInt32, for connection: ConnectionID) {
        guard connections[connection] != nil else { return }
        guard let account = withStorage({ try $0.accounts.account(slot: slot) }), let account else {
            return decline(connection, .serverTrouble)
        }
        connections[connection]?.phase = .idle
        send(.registered(slot: slot, generation: account.generation), to: connection)
    }

    /// The helper has the slot in use: the tables differ there.
    ///
    /// The account moves to another one.
    mutating func notStored(
        slot: UInt32, attempt: Int, _ code: RefusalCode, for connection: ConnectionID
    ) {
        guard code == .notYourSlot, attempt < LeaderLimits.registrationAttempts else {
            return decline(connection, .serverTrouble)
        }
        do {
            let newSlot = try drawFreeSlot()
            let thrownAway = Curve25519.Signing.PrivateKey().publicKey.rawRepresentation
            try accounts.move(slot: slot, to: newSlot, leaving: Array(thrownAway))
            askToStore(slot: newSlot, attempt: attempt + 1, for: connection)
        } catch let code as RefusalCode {
            decline(connection, code)
        } catch {
            notice(.storageTrouble("\(error)"))
            decline(connection, .serverTrouble)
        }
    }
}
