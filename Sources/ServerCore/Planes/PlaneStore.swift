package import Wire

/// The cells of all planes and the bell table of a server.
///
/// Writes reach the store in the order of the calls; a crash may leave the last call half done.
/// The servers compare digests before every evaluation, so what a crash loses is repaired.
package protocol PlaneStore: AnyObject {
    /// All cells of one plane, in the order of slots.
    func plane(_ index: Int) throws -> [UInt8]
    /// The cells of some slots of one plane, in the order of slots.
    func cells(_ slots: Range<Int>, plane index: Int) throws -> [UInt8]
    /// Replaces cells of one plane.
    func write(_ runs: [RowRun], plane index: Int) throws
    /// All bells, in the order of slots.
    func bells() throws -> [UInt8]
    func writeBells(_ runs: [RowRun]) throws
    /// Everything stored for one slot, by its name in the store: the bell, and SHA-256 of each of
    /// its cells in the order of planes.
    func heldFields(slot: UInt32) throws -> [HeldRecord.Field]
}

extension PlaneStore {
    /// Replaces cells of one plane.
    package func write(_ rows: [SlotRow], plane index: Int) throws {
        try write(RowRun.runs(rows), plane: index)
    }

    package func writeBells(_ rows: [SlotRow]) throws { try writeBells(RowRun.runs(rows)) }
}
