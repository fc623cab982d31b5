import PrivateRetrieval
import Wire

/// The planes that stay packed in memory between their rounds, within a limit.
///
/// Planes come up one after the other, so that a cache of the latest ones would never hold the one
/// that comes next. It is always the same planes that stay: the first ones, as many as fit. For
/// them a round packs only the rows that it writes; any other plane is read and packed when its
/// round comes, in memory that is kept for that.
package struct PackedPlanes {
    /// Bytes of planes that stay, unless a server is told otherwise.
    package static let defaultByteLimit = 512 << 20

    /// Planes with a lower number stay.
    let keptCount: Int
    private let capacity: Int
    private let retrieval: RetrievalEngine
    private var kept: [Int: PackedPlane] = [:]
    private var spare: PackedPlane?

    /// - Parameter byteLimit: For planes that stay; the open round's plane comes on top.
    init(_ parameters: DeploymentParameters, byteLimit: Int, retrieval: RetrievalEngine) {
        capacity = parameters.capacity
        self.retrieval = retrieval
        keptCount = min(
            parameters.pagesPerSlot,
            max(0, byteLimit) / (capacity * DeploymentParameters.cellByteCount))
    }

    /// Takes out a plane that stayed, for its round.
    mutating func take(_ index: Int) -> PackedPlane? { kept.removeValue(forKey: index) }

    /// Room for a plane that did not stay.
    mutating func takeRoom() throws -> PackedPlane {
        if let room = spare.take() { return room }
        return try PackedPlane(capacity: capacity, retrieval: retrieval)
    }

    /// Takes a plane back after its round.
    mutating func giveBack(_ plane: PackedPlane, index: Int) {
        if index < keptCount {
            kept[index] = plane
        } else {
            spare = plane
        }
    }
}
