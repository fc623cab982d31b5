import CPrivateRetrieval

/// The memory of up to 1,024 packed records.
///
/// Unchecked: the memory is written only by ``PackedDatabase``, and only while it holds the one
/// reference to the block; whoever else could read it holds a reference too.
final class RecordBlock: @unchecked Sendable {
    let memory: UnsafeMutablePointer<UInt8>
    let byteCount: Int

    init(byteCount: Int) throws(RetrievalError) {
        guard let memory = pr_allocate(byteCount) else { throw .outOfMemory }
        self.memory = memory.bindMemory(to: UInt8.self, capacity: byteCount)
        self.byteCount = byteCount
    }

    deinit { pr_free(memory) }

    func copy() throws(RetrievalError) -> RecordBlock {
        let copy = try RecordBlock(byteCount: byteCount)
        copy.memory.update(from: memory, count: byteCount)
        return copy
    }
}
