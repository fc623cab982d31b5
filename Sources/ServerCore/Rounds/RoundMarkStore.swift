package import Wire

/// The high-water mark of a server: the last round that it may have served.
///
/// It is durable, against power failure too, when ``raise(to:)`` returns.
package protocol RoundMarkStore: AnyObject {
    /// Round 0 when none was served.
    func mark() throws -> Round
    func raise(to round: Round) throws
}

/// A high-water mark in memory, which stands for a disk in simulations.
package final class MemoryRoundMarkStore: RoundMarkStore {
    private var round = Round(rawValue: 0)
    package var isBroken = false

    package init() {}

    package func mark() -> Round { round }

    package func raise(to round: Round) throws {
        if isBroken { throw AccountStoreError.outOfStorage }
        self.round = max(self.round, round)
    }
}
