import ServerCore
import Wire

/// A server's plane file on a disk that is not asked to keep every write at once: after a crash
/// some of the last rows are the older ones, and a restored file may be older still.
final class UnreliablePlaneStore: PlaneStore {
    /// Rows that may be lost are those of the last so many writes.
    private static let unsyncedWrites = 8

    private let inner: MemoryPlaneStore
    private let rowByteCount = DeploymentParameters.cellByteCount
    /// The rows that the last writes replaced, the newest last.
    private var replaced: [(plane: Int, rows: [SlotRow])] = []
    /// All planes as they were some time ago.
    private var copy: [Int: [UInt8]] = [:]
    private let parameters: DeploymentParameters

    init(_ parameters: DeploymentParameters, seed: UInt64) {
        self.parameters = parameters
        inner = MemoryPlaneStore(parameters, seed: seed)
    }

    func plane(_ index: Int) -> [UInt8] { inner.plane(index) }

    func cells(_ slots: Range<Int>, plane index: Int) -> [UInt8] {
        inner.cells(slots, plane: index)
    }

    func write(_ runs: [RowRun], plane index: Int) throws {
        let before = inner.plane(index)
        let old = runs.flatMap { run in
            (0..<run.bytes.count / rowByteCount).map { offset in
                let slot = run.firstSlot + offset
                return SlotRow(
                    slot: UInt32(slot),
                    bytes: Array(before[slot * rowByteCount..<(slot + 1) * rowByteCount]))
            }
        }
        replaced.append((index, old))
        if replaced.count > Self.unsyncedWrites { replaced.removeFirst() }
        try inner.write(runs, plane: index)
    }

    func bells() -> [UInt8] { inner.bells() }
    func writeBells(_ runs: [RowRun]) throws { try inner.writeBells(runs) }
    func heldFields(slot: UInt32) throws -> [HeldRecord.Field] { inner.heldFields(slot: slot) }

    /// Some rows of the last writes were not on the disk yet.
    func loseWrites(_ random: inout RandomStream) {
        for write in replaced.reversed() {
            let lost = write.rows.filter { _ in random.chance(0.5) }
            try? inner.write(lost, plane: write.plane)
        }
        replaced = []
    }

    /// Somebody copies the plane file.
    func takeCopy() {
        for index in 0..<parameters.pagesPerSlot { copy[index] = inner.plane(index) }
    }

    /// The server starts with the copy.
    func restoreCopy() {
        for (index, plane) in copy {
            let rows = (0..<parameters.capacity).map { slot in
                SlotRow(
                    slot: UInt32(slot),
                    bytes: Array(plane[slot * rowByteCount..<(slot + 1) * rowByteCount]))
            }
            try? inner.write(rows, plane: index)
        }
        copy = [:]
        replaced = []
    }
}
