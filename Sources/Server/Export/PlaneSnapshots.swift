import Synchronization

/// Lets an export read all planes as they were at one moment, while rounds go on writing them.
///
/// A round writes one plane. When it is about to write one that the export has not read yet, the
/// plane as it was is kept for the export (a *before-image*): the rounds never wait for the export,
/// and the export reads with an order and a pace of its own.
package final class PlaneSnapshots: Sendable {
    /// Before-images may take this much memory, and two planes in any case.
    private static let imageByteLimit = 256 << 20

    private struct State {
        var isActive = false
        var done: Set<Int> = []
        var images: [Int: [UInt8]] = [:]
        var failure: Failure?

        mutating func takeImage(of plane: Int) throws -> [UInt8]? {
            if let failure { throw failure }
            guard let image = images.removeValue(forKey: plane) else { return nil }
            done.insert(plane)
            return image
        }
    }

    package enum Failure: Error, Equatable {
        /// The rounds overwrote planes faster than they could be written to the archive.
        case tooSlow
        case unreadable
    }

    private let state = Mutex(State())

    package init() {}

    /// Starts a snapshot of this moment; between two writes, on the thread that writes.
    package func begin() { state.withLock { $0 = State(isActive: true) } }

    package func end() { state.withLock { $0 = State() } }

    /// The thread that writes is about to change a plane.
    /// - Parameter read: The plane as it is.
    package func willWrite(plane: Int, read: () throws -> [UInt8]) {
        let isNeeded = state.withLock { state in
            state.isActive && state.failure == nil && !state.done.contains(plane)
                && state.images[plane] == nil
        }
        guard isNeeded else { return }
        let image = try? read()
        state.withLock { state in
            guard let image else { return state.failure = .unreadable }
            let kept = state.images.values.reduce(0) { $0 + $1.count }
            guard state.images.count < 2 || kept + image.count <= Self.imageByteLimit else {
                state.images = [:]
                return state.failure = .tooSlow
            }
            state.images[plane] = image
        }
    }

    /// The plane as it was when the snapshot began.
    /// - Parameter read: Reads what is in the file now; it may be torn by a write meanwhile, and is
    ///   not used then.
    package func take(plane: Int, read: () throws -> [UInt8]) throws -> [UInt8] {
        if let image = try state.withLock({ try $0.takeImage(of: plane) }) { return image }
        let bytes = try read()
        return try state.withLock { state in
            if let image = try state.takeImage(of: plane) { return image }
            state.done.insert(plane)
            return bytes
        }
    }

    /// Rounds have caught up with the export.
    package var isBehind: Bool { state.withLock { !$0.images.isEmpty } }
}
