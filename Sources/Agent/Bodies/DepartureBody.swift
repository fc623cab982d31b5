import ClientCore

/// `GET leave`: how far the deletion of the account has come.
package struct DepartureBody: Codable, Sendable, Equatable {
    package enum Phase: String, Codable, Sendable {
        /// Nobody has asked for it.
        case none
        /// The contacts are told, and have some time to hear it.
        case telling
        /// The servers are asked to delete it.
        case deleting
        /// It is gone, here and there.
        case done
        /// The servers were not reached: open the account and ask again.
        case failed
    }

    package var phase: Phase
    package var contacts = 0
    package var told = 0
    package var acknowledged = 0
    /// Why it failed.
    package var message: String?

    package init(phase: Phase) { self.phase = phase }

    mutating func show(_ progress: LeavingProgress) {
        contacts = progress.contacts
        told = progress.published
        acknowledged = progress.delivered
    }
}
