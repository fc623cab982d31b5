/// The engine's lanes: what is read privately, each with its own record size.
package enum Lane: UInt8, Sendable, CaseIterable {
    /// One plane of cells, 1,024 bytes a record, one record a slot.
    case cells = 1
    /// The knock board, 256 bytes a record, eight records a slot.
    case knocks = 2

    package var recordByteCount: Int {
        switch self {
        case .cells: DeploymentParameters.cellByteCount
        case .knocks: DeploymentParameters.knockByteCount
        }
    }

    /// Records in the lane's database.
    package func recordCount(_ parameters: DeploymentParameters) -> Int {
        switch self {
        case .cells: parameters.capacity
        case .knocks: parameters.knockPlaceCount
        }
    }
}
