import CPrivateRetrieval
import PrivateRetrieval

/// Reads a buffer that no cache holds.
enum MemoryBenchmark {
    /// Twice the largest cache, at least 256 MiB and at most 1 GiB.
    static var byteCount: Int { min(max(256 << 20, 2 * pr_bench_cache_bytes()), 1 << 30) }

    /// Gigabytes a second on that many cores, the best of some passes.
    static func gigabytesPerSecond(
        cores: Int, byteCount: Int
    ) throws(RetrievalError) -> Double {
        guard let memory = pr_allocate(byteCount) else { throw .outOfMemory }
        defer { pr_free(memory) }
        guard let pool = pr_pool_create(UInt32(clamping: cores)) else { throw .outOfMemory }
        defer { pr_pool_destroy(pool) }
        let bytes = memory.assumingMemoryBound(to: UInt8.self)
        pr_bench_fill(bytes, byteCount, 1)
        return (0..<5).map { _ in pr_bench_memory_rate(pool, bytes, byteCount) / 1e9 }.max() ?? 0
    }
}
