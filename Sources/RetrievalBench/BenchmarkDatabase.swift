import CPrivateRetrieval
import PrivateRetrieval

/// A database of random records, and a few rows to write into it.
///
/// Rows are those of one block, repeated, so that a benchmark of gigabytes needs them only once.
struct BenchmarkDatabase {
    private(set) var packed: PackedDatabase
    private let rows: [UInt8]
    private let rowsOfRun: Int

    init(
        records: Int, recordByteCount: Int, layout: RetrievalKernel.Layout
    ) throws(RetrievalError) {
        packed = try PackedDatabase(
            recordCount: records, recordByteCount: recordByteCount, layout: layout)
        // Ten thousand records at most, 256 MiB at most.
        rowsOfRun = min(records, 10_240, max(8, (256 << 20) / recordByteCount / 8 * 8))
        var bytes = RandomBytes(seed: 3)
        rows = bytes.next(rowsOfRun * recordByteCount)
        try replaceAll()
    }

    private mutating func replaceAll() throws(RetrievalError) {
        var first = 0
        while first < packed.recordCount {
            let count = min(rowsOfRun, packed.recordCount - first)
            let bytes = count * packed.recordByteCount
            try rows.withUnsafeBufferPointer { (buffer) throws(RetrievalError) in
                try packed.replace(
                    startingAt: first,
                    with: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<bytes])
                )
            }
            first += count
        }
    }

    /// Packs a database of as many records as there are rows; seconds for the whole database.
    mutating func pack(_ engine: RetrievalEngine) throws(RetrievalError) -> Double {
        var part = try PackedDatabase(
            recordCount: rowsOfRun, recordByteCount: packed.recordByteCount, layout: packed.layout)
        var best = Double.infinity
        for _ in 0..<3 {
            let start = pr_bench_wall_seconds()
            try rows.withUnsafeBufferPointer { (buffer) throws(RetrievalError) in
                try engine.pack(&part, from: UnsafeRawBufferPointer(buffer))
            }
            best = min(best, pr_bench_wall_seconds() - start)
        }
        return best * Double(packed.recordCount) / Double(rowsOfRun)
    }

    /// Packs one record in sixteen anew, so that none shares its octet; seconds for one.
    func repackSecondsPerRow() throws(RetrievalError) -> Double {
        var part = try PackedDatabase(
            recordCount: rowsOfRun, recordByteCount: packed.recordByteCount, layout: packed.layout)
        let changed = stride(from: 0, to: rowsOfRun, by: 16)
        let start = pr_bench_thread_seconds()
        try rows.withUnsafeBufferPointer { (buffer) throws(RetrievalError) in
            try part.repack(changed, from: UnsafeRawBufferPointer(buffer))
        }
        return (pr_bench_thread_seconds() - start) / Double((rowsOfRun + 15) / 16)
    }
}
