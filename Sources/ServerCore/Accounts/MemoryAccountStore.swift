package import Wire

/// An account store in memory.
///
/// It stands for a disk in simulations: engines come and go, the store stays, and what was written
/// is there after a crash.
package final class MemoryAccountStore: AccountStore {
    private var table: [AccountRecord] = []
    private var noted: [UInt32: Vacancy] = [:]
    private var tickets: [[UInt8]: TicketState] = [:]
    /// Set to make every change fail, as a full disk does.
    package var isFull = false

    package init(_ accounts: [AccountRecord] = []) { table = accounts }

    private func checkSpace() throws {
        if isFull { throw AccountStoreError.outOfStorage }
    }

    package func isEmpty() -> Bool { table.isEmpty }

    package func account(slot: UInt32) -> AccountRecord? {
        slot < table.count ? table[Int(slot)] : nil
    }

    package func heldFields(slot: UInt32) -> [HeldRecord.Field] {
        guard let account = account(slot: slot) else { return [] }
        return [
            .init(name: "account.slot", number: UInt64(slot)),
            .init(name: "account.generation", number: UInt64(account.generation)),
            .init(name: "account.key", value: account.key),
            .init(name: "account.occupied", number: account.isOccupied ? 1 : 0),
        ]
    }

    package func occupiedSlot(key: [UInt8]) -> UInt32? {
        table.firstIndex { $0.isOccupied && $0.key == key }.map { UInt32($0) }
    }

    package func freeSlotCount() -> Int { table.count { !$0.isOccupied } }

    package func freeSlot(at index: Int) -> UInt32? {
        let free = table.indices.filter { !table[$0].isOccupied }
        return index < free.count ? UInt32(free[index]) : nil
    }

    package func accounts(from firstSlot: UInt32, limit: Int) -> [AccountRecord] {
        Array(table.dropFirst(Int(firstSlot)).prefix(limit))
    }

    package func replace(slot: UInt32, with account: AccountRecord) throws {
        try checkSpace()
        table[Int(slot)] = account
    }

    package func adopt(_ accounts: [AccountRecord]) throws {
        guard table.isEmpty else { throw AccountStoreError.notEmpty }
        try checkSpace()
        table = accounts
    }

    package func vacate(_ vacancy: Vacancy) throws {
        try checkSpace()
        table[Int(vacancy.leaving.slot)] = vacancy.record
        noted[vacancy.leaving.slot] = vacancy
    }

    package func vacancies() -> [Vacancy] {
        noted.values.sorted { $0.leaving.slot < $1.leaving.slot }
    }

    package func forgetVacancy(slot: UInt32) throws {
        try checkSpace()
        noted[slot] = nil
    }

    package func addTickets(_ hashes: [[UInt8]]) throws {
        try checkSpace()
        for hash in hashes where tickets[hash] == nil { tickets[hash] = .unused }
    }

    package func ticketState(hash: [UInt8]) -> TicketState { tickets[hash] ?? .unknown }

    package func register(slot: UInt32, key: [UInt8], spending hash: [UInt8]) throws {
        guard tickets[hash] == .unused else { throw AccountStoreError.ticketNotUnused }
        guard let account = account(slot: slot), !account.isOccupied else {
            throw AccountStoreError.slotNotFree
        }
        try checkSpace()
        tickets[hash] = .used
        table[Int(slot)].key = key
        table[Int(slot)].isOccupied = true
    }

    package func move(slot: UInt32, to newSlot: UInt32, leaving thrownAwayKey: [UInt8]) throws {
        guard let account = account(slot: newSlot), !account.isOccupied else {
            throw AccountStoreError.slotNotFree
        }
        try checkSpace()
        table[Int(newSlot)].key = table[Int(slot)].key
        table[Int(newSlot)].isOccupied = true
        table[Int(slot)].key = thrownAwayKey
    }
}
