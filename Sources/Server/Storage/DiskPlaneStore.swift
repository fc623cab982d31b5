package import ServerCore
package import Wire

/// Planes and bells in two files of fixed size.
///
/// Writes go to the operating system's cache: a killed process loses nothing, and what a failing
/// machine loses is repaired from the other server when the plane comes round.
package final class DiskPlaneStore: PlaneStore {
    private let planes: RecordFile
    private let bellFile: RecordFile
    private let capacity: Int
    private let pagesPerSlot: Int
    /// Exports read here while rounds write.
    let snapshots = PlaneSnapshots()

    private static func byteCounts(_ parameters: DeploymentParameters) -> (planes: Int, bells: Int)
    {
        (
            parameters.capacity * parameters.pagesPerSlot * DeploymentParameters.cellByteCount,
            parameters.capacity * DeploymentParameters.bellByteCount
        )
    }

    package init(_ directory: ServerDirectory, _ descriptor: DeploymentDescriptor) throws {
        let counts = Self.byteCounts(descriptor.parameters)
        planes = try RecordFile(
            directory.planes, header: RecordFile.header("planes", descriptor),
            byteCount: counts.planes)
        bellFile = try RecordFile(
            directory.bells, header: RecordFile.header("bells", descriptor),
            byteCount: counts.bells)
        capacity = descriptor.parameters.capacity
        pagesPerSlot = descriptor.parameters.pagesPerSlot
    }

    package static func create(
        _ directory: ServerDirectory, _ descriptor: DeploymentDescriptor
    ) throws {
        let counts = byteCounts(descriptor.parameters)
        try RecordFile.create(
            directory.planes, header: RecordFile.header("planes", descriptor),
            byteCount: counts.planes)
        try RecordFile.create(
            directory.bells, header: RecordFile.header("bells", descriptor),
            byteCount: counts.bells)
    }

    /// Makes both files with given contents, as a restore does.
    /// - Parameter plane: The cells of a plane in the order of slots.
    static func create(
        _ directory: ServerDirectory, _ descriptor: DeploymentDescriptor, bells: [UInt8],
        plane: (Int) throws -> [UInt8]
    ) throws {
        let counts = byteCounts(descriptor.parameters)
        try RecordFile.create(
            directory.planes, header: RecordFile.header("planes", descriptor),
            byteCount: counts.planes
        ) { write in
            let size = descriptor.parameters.capacity * DeploymentParameters.cellByteCount
            for index in 0..<descriptor.parameters.pagesPerSlot {
                try write(try plane(index), index * size)
            }
        }
        try RecordFile.create(
            directory.bells, header: RecordFile.header("bells", descriptor),
            byteCount: counts.bells
        ) { write in try write(bells, 0) }
    }

    private var planeByteCount: Int { capacity * DeploymentParameters.cellByteCount }

    /// All cells of one plane, in the order of slots.
    package func plane(_ index: Int) throws -> [UInt8] { try cells(0..<capacity, plane: index) }

    package func cells(_ slots: Range<Int>, plane index: Int) throws -> [UInt8] {
        let size = DeploymentParameters.cellByteCount
        return try planes.read(
            slots.count * size, at: index * planeByteCount + slots.lowerBound * size)
    }

    package func write(_ runs: [RowRun], plane index: Int) throws {
        if !runs.isEmpty { snapshots.willWrite(plane: index) { try plane(index) } }
        for run in runs {
            try planes.write(
                run.bytes,
                at: index * planeByteCount + run.firstSlot * DeploymentParameters.cellByteCount)
        }
    }

    package func bells() throws -> [UInt8] {
        try bellFile.read(capacity * DeploymentParameters.bellByteCount, at: 0)
    }

    package func heldFields(slot: UInt32) throws -> [HeldRecord.Field] {
        let cellByteCount = DeploymentParameters.cellByteCount
        let cells = try (0..<pagesPerSlot).map { plane in
            try planes.read(
                cellByteCount, at: plane * planeByteCount + Int(slot) * cellByteCount)
        }
        let bellByteCount = DeploymentParameters.bellByteCount
        return HeldRecord.Field.ofPlanes(
            bell: try bellFile.read(bellByteCount, at: Int(slot) * bellByteCount), cells: cells)
    }

    package func writeBells(_ runs: [RowRun]) throws {
        for run in runs {
            try bellFile.write(
                run.bytes, at: run.firstSlot * DeploymentParameters.bellByteCount)
        }
    }
}
