package import Wire

/// A plane store in memory, which stands for a disk in simulations.
package final class MemoryPlaneStore: PlaneStore {
    private let capacity: Int
    private let pagesPerSlot: Int
    /// Planes that were written; the others are computed from the seed.
    private var planes: [Int: [UInt8]] = [:]
    private var bellTable: [UInt8]
    private var seed: UInt64
    /// Set to make every write fail, as a broken disk does.
    package var isBroken = false
    /// Set to make writes vanish unnoticed, as a cache does that is cut off from its power.
    package var losesWrites = false

    /// Random planes and bells, as `init` of a server makes them.
    package init(_ parameters: DeploymentParameters, seed: UInt64) {
        capacity = parameters.capacity
        pagesPerSlot = parameters.pagesPerSlot
        self.seed = seed
        bellTable = Self.noise(
            seed: seed, count: parameters.capacity * DeploymentParameters.bellByteCount)
    }

    /// - Parameter offset: Bytes of the sequence before these, a multiple of eight.
    private static func noise(seed: UInt64, from offset: Int = 0, count: Int) -> [UInt8] {
        var state = seed &+ UInt64(offset / 8) &* 0x9E37_79B9_7F4A_7C15
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 8)
        while bytes.count < count {
            state &+= 0x9E37_79B9_7F4A_7C15
            var word = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
            withUnsafeBytes(of: word ^ (word >> 31)) { bytes.append(contentsOf: $0) }
        }
        return Array(bytes.prefix(count))
    }

    package func plane(_ index: Int) -> [UInt8] {
        if let plane = planes[index] { return plane }
        return Self.noise(
            seed: seed &+ UInt64(index) &+ 1, count: capacity * DeploymentParameters.cellByteCount)
    }

    package func cells(_ slots: Range<Int>, plane index: Int) -> [UInt8] {
        let size = DeploymentParameters.cellByteCount
        return Array(plane(index)[slots.lowerBound * size..<slots.upperBound * size])
    }

    package func write(_ runs: [RowRun], plane index: Int) throws {
        if isBroken { throw AccountStoreError.outOfStorage }
        if losesWrites { return }
        var bytes = plane(index)
        for run in runs { bytes.replace(run, rowByteCount: DeploymentParameters.cellByteCount) }
        planes[index] = bytes
    }

    package func bells() -> [UInt8] { bellTable }

    package func heldFields(slot: UInt32) -> [HeldRecord.Field] {
        HeldRecord.Field.ofPlanes(
            bell: Array(
                bellTable.row(Int(slot), byteCount: DeploymentParameters.bellByteCount)),
            cells: (0..<pagesPerSlot).map { cell(Int(slot), plane: $0) })
    }

    private func cell(_ slot: Int, plane index: Int) -> [UInt8] {
        let count = DeploymentParameters.cellByteCount
        if let plane = planes[index] { return Array(plane.row(slot, byteCount: count)) }
        return Self.noise(seed: seed &+ UInt64(index) &+ 1, from: slot * count, count: count)
    }

    package func writeBells(_ runs: [RowRun]) throws {
        if isBroken { throw AccountStoreError.outOfStorage }
        if losesWrites { return }
        for run in runs {
            bellTable.replace(run, rowByteCount: DeploymentParameters.bellByteCount)
        }
    }
}
