import PrivateRetrieval
import Wire

/// One plane in the layout of the product's kernel: the only form in which a server has it in
/// memory.
struct PackedPlane {
    private var database: PackedDatabase

    /// A plane of zeros, to be read from a store.
    init(capacity: Int, retrieval: RetrievalEngine) throws {
        database = try retrieval.database(
            recordCount: capacity, recordByteCount: DeploymentParameters.cellByteCount)
    }

    /// A snapshot: later writes do not change it.
    var snapshot: PackedDatabase { database }

    /// Packs rows that were written, and no others.
    mutating func write(_ run: RowRun) throws {
        try run.bytes.withUnsafeBytes { try database.replace(startingAt: run.firstSlot, with: $0) }
    }

    func cell(_ slot: Int) throws -> [UInt8] { try database.record(at: slot) }
}
