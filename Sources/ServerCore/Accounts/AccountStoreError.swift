/// A change of the account table that its rules forbid.
package enum AccountStoreError: Error, Equatable {
    case notEmpty
    case slotNotFree
    case ticketNotUnused
    case outOfStorage
}
