import PrivateRetrieval
import Wire

/// The knock board in the layout of the product's kernel.
///
/// It keeps its memory from one knock round to the next; only places that were written in the last
/// one or are written in this one are touched.
struct PackedBoard {
    private static let nothing = [UInt8](repeating: 0, count: DeploymentParameters.knockByteCount)

    private var database: PackedDatabase
    private var filled: [Int] = []

    init(_ parameters: DeploymentParameters, retrieval: RetrievalEngine) throws {
        database = try retrieval.database(
            recordCount: Lane.knocks.recordCount(parameters),
            recordByteCount: Lane.knocks.recordByteCount)
    }

    var snapshot: PackedDatabase { database }

    /// Replaces the board of an earlier round.
    mutating func fill(_ board: KnockBoard) throws {
        for place in filled { try database.setRecord(Self.nothing, at: place) }
        filled = []
        for (place, record) in board.records {
            try database.setRecord(record, at: place)
            filled.append(place)
        }
    }
}
