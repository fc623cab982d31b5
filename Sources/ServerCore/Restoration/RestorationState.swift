/// Whether a leader was made from an export and has not yet copied what differs from its helper.
///
/// What ``finish()`` was called for stays so over restarts.
package protocol RestorationState: AnyObject {
    var isPending: Bool { get }
    /// All that was copied is durable when this returns.
    func finish() throws
}

/// A restoration state in memory, which stands for a disk in simulations.
package final class MemoryRestorationState: RestorationState {
    package private(set) var isPending: Bool

    package init(isPending: Bool) { self.isPending = isPending }

    package func finish() { isPending = false }
}
