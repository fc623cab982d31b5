/// Chances per client (or server) and round, from 0 to 1.
package struct Faults: Sendable {
    /// A connection breaks, as when an address changes; what is under way on it is lost.
    package var connectionLoss = 0.0
    /// A message is held up for longer than a round, with all behind it.
    package var stall = 0.0
    /// A client is killed and started again some rounds later.
    package var clientCrash = 0.0
    /// A client goes away for hundreds of rounds.
    package var longAbsence = 0.0
    /// A client's machine sleeps for up to a hundred rounds and goes on where it was.
    package var suspension = 0.0
    /// A client's clock is set, by up to half an hour.
    package var clockJump = 0.0
    /// A server is killed and started again some rounds later; the last rows that it wrote may be
    /// lost.
    package var leaderCrash = 0.0
    package var helperCrash = 0.0
    /// A server is killed and starts with a plane file that is hundreds of rounds old.
    package var oldPlaneFile = 0.0
    /// The helper is away for an hour, or a fifth of the run if that is less.
    package var helperAway = 0.0
    /// A server's clock is set, and set right again later.
    package var serverClockJump = 0.0
    /// The link between the servers breaks.
    package var linkLoss = 0.0
    /// A client cannot store anything in this round, as with a full disk.
    package var storageFailure = 0.0

    package init() {}

    /// What happens to programs that run day and night: rates of a bad week in an hour.
    package static let all: Faults = {
        var faults = Faults()
        faults.connectionLoss = 0.002
        faults.stall = 0.002
        faults.clientCrash = 0.001
        faults.suspension = 0.0005
        faults.clockJump = 0.0005
        faults.leaderCrash = 0.001
        faults.helperCrash = 0.001
        faults.oldPlaneFile = 0.0003
        faults.serverClockJump = 0.0003
        faults.linkLoss = 0.001
        faults.storageFailure = 0.002
        return faults
    }()

    /// … and those that need long runs.
    package static let allForLong: Faults = {
        var faults = Faults.all
        faults.longAbsence = 0.0005
        faults.helperAway = 0.0003
        return faults
    }()
}
