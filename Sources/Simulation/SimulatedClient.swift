import ClientCore
import Wire

/// One account's program: engine, vault, pacer and connection, in virtual time.
struct SimulatedClient {
    let slot: UInt32
    var vault = MemoryVault()
    /// Nil while the program is not running.
    var engine: ClientEngine?
    /// Nil while there is no connection.
    ///
    /// Grows with each, so that what was sent on an earlier one is recognised.
    var connection: UInt64?
    /// Grows with each start, so that timers of an earlier life do nothing.
    var life = 0
    /// The frame that the pacer will send, unless it is late.
    var prepared: (round: Round, frame: [UInt8])?
    /// The last round in which a frame left; a second one would use roots twice.
    var lastSent: Round?
    var failedAttempts = 0
    /// This machine's clock minus the true time, in milliseconds.
    var clockOffset: Int64 = 0
    /// The machine sleeps until then.
    var asleepUntil: Int64 = 0
    /// Messages on their way arrive in order: not before this time.
    var arrivesUpAfter: Int64 = 0
    var arrivesDownAfter: Int64 = 0
}
