import ServerCore
import Wire

/// All that a server stores, as it was at one moment.
struct ExportSource: Sendable {
    let directory: ServerDirectory
    let descriptor: DeploymentDescriptor
    /// Of the wall clock when the snapshot began.
    let round: Round
    let mark: Round
    let bells: [UInt8]
    let accounts: AccountSnapshot
    /// Nil for a server that does not run: nobody writes its planes.
    let snapshots: PlaneSnapshots?

    /// Takes the snapshot: at a running server on the thread of its engine.
    init(
        _ directory: ServerDirectory, _ descriptor: DeploymentDescriptor,
        snapshots: PlaneSnapshots?
    ) throws {
        self.directory = directory
        self.descriptor = descriptor
        self.snapshots = snapshots
        round = Round(at: WallClock.unixMilliseconds(), descriptor.parameters)
        guard PrivateFile.exists(directory.mark) else {
            throw ServerFailure(
                .configuration,
                "'\(directory.path)' holds nothing to export: this server has never run")
        }
        mark = try DiskRoundMarkStore(directory).mark()
        bells = try DiskPlaneStore(directory, descriptor).bells()
        accounts = try AccountSnapshot(directory)
        snapshots?.begin()
    }

    /// Releases what the snapshot holds back.
    func end() { snapshots?.end() }

    /// Planes from the one that is overwritten next to the one that is overwritten last.
    var planeOrder: [Int] {
        let count = descriptor.parameters.pagesPerSlot
        let next = round.next.plane(descriptor.parameters)
        return (0..<count).map { (next + $0) % count }
    }

    func plane(_ index: Int, in store: DiskPlaneStore) throws -> [UInt8] {
        guard let snapshots else { return try store.plane(index) }
        return try snapshots.take(plane: index) { try store.plane(index) }
    }
}
