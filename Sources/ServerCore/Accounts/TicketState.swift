/// What a leader knows of a ticket.
package enum TicketState: Sendable, Equatable {
    case unknown
    case unused
    /// It made an account. Which one is not kept: the account is found by its key.
    case used
}
