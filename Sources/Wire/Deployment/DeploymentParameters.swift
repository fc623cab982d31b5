/// What every client and both servers of a deployment do alike.
///
/// Signed by both operators.
package struct DeploymentParameters: Sendable, Equatable {
    /// Slots in a plane.
    package var capacity: Int = 1_024
    /// Round period.
    ///
    /// Round numbers are Unix time in milliseconds divided by it.
    package var roundMilliseconds: Int = 1_000
    /// R: private reads of cells in each round.
    package var readsPerRound: Int = 2
    /// K: planes, and so pages of each slot.
    package var pagesPerSlot: Int = 128
    /// The whole bell table is sent in every round divisible by this.
    package var bellPeriodRounds: Int = 4
    /// The knock board opens in every round divisible by this.
    package var knockPeriodRounds: Int = 8

    package init() {}

    /// Fixed by protocol version 1.
    package static let cellByteCount = 1_024
    package static let bellByteCount = 16
    package static let knockByteCount = 256
    package static let knockPlacesPerSlot = 8

    package var knockPlaceCount: Int { capacity * Self.knockPlacesPerSlot }

    /// The limits within which both servers and every client are tested.
    package func validate() throws(WireError) {
        func check(_ value: Int, _ range: ClosedRange<Int>, _ name: String) throws(WireError) {
            guard range.contains(value) else {
                throw WireError(
                    .invalidValue,
                    "\(name) is \(value), allowed are \(range.lowerBound) to \(range.upperBound)")
            }
        }
        try check(capacity, 2...1_000_000, "capacity")
        try check(roundMilliseconds, 250...60_000, "round period in milliseconds")
        try check(readsPerRound, 1...16, "reads per round")
        try check(pagesPerSlot, 2...65_536, "pages per slot")
        try check(bellPeriodRounds, 1...1_024, "bell period in rounds")
        try check(knockPeriodRounds, 1...1_024, "knock period in rounds")
    }

    package func encode(into writer: inout ByteWriter) {
        writer.writeInteger(UInt32(capacity))
        writer.writeInteger(UInt32(roundMilliseconds))
        writer.writeInteger(UInt16(readsPerRound))
        writer.writeInteger(UInt32(pagesPerSlot))
        writer.writeInteger(UInt16(bellPeriodRounds))
        writer.writeInteger(UInt16(knockPeriodRounds))
    }
}
