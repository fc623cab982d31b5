package import Simulation

/// How a trace is played through the stack.
package struct ReplayPlan: Sendable {
    /// What clients put into their frames.
    package enum Payload: String, Sendable, CaseIterable {
        /// Everything is real: introductions, MLS, cells, bells, private reads.
        case real
        /// Clients hold sessions and send cover; the servers do all their work. Sizes, times and
        /// order are the same (`TwoWorldTests`), at a fraction of the time.
        case random
    }

    package var payload = Payload.real
    /// Of the trace's time, in milliseconds.
    package var roundMilliseconds = 1_000
    package var groupCount = 2
    package var faults = Faults()
    package var mutation: SimulationConfiguration.Mutation?
    package var seed: UInt64 = 1
    /// Rounds that introductions may take.
    package var patienceRounds = 6_000

    package init() {}

    /// Milliseconds of the trace in one of the simulation: rounds of the stack take a minute at
    /// most, so for longer ones its clock runs faster; nil if no such clock fits.
    package var scale: Int? {
        let scale = (roundMilliseconds + 59_999) / 60_000
        let period = roundMilliseconds / max(scale, 1)
        return roundMilliseconds % max(scale, 1) == 0 && (250...60_000).contains(period)
            ? scale : nil
    }

    /// A round's length in words.
    var roundText: String {
        roundMilliseconds % 1000 == 0
            ? "\(roundMilliseconds / 1000) s" : "\(Double(roundMilliseconds) / 1000) s"
    }

    /// What goes wrong while a trace is played: rates of a bad week in an hour, and absences.
    package static let usualFaults: Faults = {
        var faults = Faults.allForLong
        // A wrong clock is a person's mistake, not a day's; it hides leaks behind noise.
        faults.clockJump = 0
        faults.serverClockJump = 0
        return faults
    }()
}
