import ServerCore
import Synchronization

/// How many messages of one connection wait for the engine.
final class ClientQueue: Sendable {
    private static let limit = 64

    let connection: ConnectionID
    private let count = Atomic(0)

    init(_ connection: ConnectionID) { self.connection = connection }

    /// - Returns: Whether one more may wait.
    func enter() -> Bool { count.add(1, ordering: .relaxed).newValue <= Self.limit }

    func leave() { count.subtract(1, ordering: .relaxed) }
}
