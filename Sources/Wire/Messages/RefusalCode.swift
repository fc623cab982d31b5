/// Why a server refuses, as a number on the wire.
///
/// The same size whatever the reason.
package enum RefusalCode: UInt16, Sendable, CaseIterable, Error {
    /// Not the structure that was expected there.
    case malformed = 1
    /// A protocol version that the server does not speak.
    case unknownVersion = 2
    /// The client's deployment descriptor is not the server's.
    case otherDeployment = 3
    case unknownTicket = 4
    /// The ticket made an account already, for another key.
    case usedTicket = 5
    /// No slot is free.
    case deploymentFull = 6
    /// No such slot, another generation of it, or a signature that is not its account's.
    case notYourSlot = 7
    /// The helper cannot be reached; what waits goes on when it is back.
    case helperUnavailable = 8
    /// The session is over: a newer one took its place, or a server restarted.
    case sessionEnded = 9
    /// The frame's round is not open, or was served already.
    case wrongRound = 10
    /// The frame's tag is wrong.
    case badTag = 11
    /// The server ran into trouble of its own (a full disk, say).
    case serverTrouble = 12
    /// The opening answers no challenge of this connection, or one answered already.
    case staleOpening = 13
}
