package import Wire

/// The account table of a server and, at the leader, its tickets.
///
/// A change is durable when its method returns: what was written survives a crash, and a method
/// that throws has changed nothing. Nothing in the store dates an entry or tells the order in
/// which entries came.
package protocol AccountStore: AnyObject {
    /// Whether there is no table yet: a helper before its first link-up.
    func isEmpty() throws -> Bool
    /// The record of a slot, or nil beyond the table.
    func account(slot: UInt32) throws -> AccountRecord?
    /// Every stored column of a slot's row, by its name in the store.
    func heldFields(slot: UInt32) throws -> [HeldRecord.Field]
    /// The slot of an occupied account, by its key.
    func occupiedSlot(key: [UInt8]) throws -> UInt32?
    func freeSlotCount() throws -> Int
    /// A free slot by its number among the free slots.
    func freeSlot(at index: Int) throws -> UInt32?
    /// Records from a slot on, in ascending order of slots.
    func accounts(from firstSlot: UInt32, limit: Int) throws -> [AccountRecord]
    /// Replaces one slot's record.
    func replace(slot: UInt32, with account: AccountRecord) throws
    /// Fills an empty table, entirely or not at all.
    func adopt(_ accounts: [AccountRecord]) throws

    /// - Parameter hash: SHA-256 of the ticket.
    func ticketState(hash: [UInt8]) throws -> TicketState
    /// Occupies a free slot with a key and marks the ticket as used, both or neither.
    func register(slot: UInt32, key: [UInt8], spending hash: [UInt8]) throws
    /// Gives the account of a key another free slot; its old slot stays occupied, by a key that
    /// nobody has. For a slot that turned out to be taken at the helper.
    func move(slot: UInt32, to newSlot: UInt32, leaving thrownAwayKey: [UInt8]) throws

    /// Frees a slot and notes that the helper has still to hear of it, both or neither.
    func vacate(_ vacancy: Vacancy) throws
    /// Slots whose giving back the helper has not confirmed.
    func vacancies() throws -> [Vacancy]
    /// The helper has confirmed it: nothing is kept.
    func forgetVacancy(slot: UInt32) throws
}
