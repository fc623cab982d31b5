import CPrivateRetrieval

/// The threads of an engine.
///
/// Unchecked: the C pool guards itself with mutexes, and runs one job at a time.
final class RetrievalPool: @unchecked Sendable {
    let pointer: OpaquePointer

    init(threadCount: Int) throws(RetrievalError) {
        guard let pointer = pr_pool_create(UInt32(clamping: threadCount)) else {
            throw .outOfMemory
        }
        self.pointer = pointer
    }

    deinit { pr_pool_destroy(pointer) }
}
