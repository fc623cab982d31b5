import CPrivateRetrieval
import PrivateRetrieval

/// Queries of many clients for one round, and what it took to make them.
struct BenchmarkBatch {
    let tweak: RoundTweak
    private(set) var queries: [Query] = []
    private(set) var pads: PadKeys?
    private(set) var generationMicroseconds = Double.infinity

    init(records: Int, queries count: Int, sealed: Bool) throws(RetrievalError) {
        var bytes = RandomBytes(seed: 7)
        tweak = try RoundTweak(bytes.next(16))
        queries.reserveCapacity(count)
        var first = 0
        while first < count {
            // In batches, of which the best counts.
            let size = min(200, count - first)
            let roots = try bytes.roots(2 * size)
            let start = pr_bench_thread_seconds()
            for i in 0..<size {
                let words = try DPF.correctionWords(
                    target: (first + i) * 7_919 % records, records: records,
                    leaderRoot: roots[2 * i], helperRoot: roots[2 * i + 1], tweak: tweak)
                queries.append(
                    Query(root: roots[2 * i], correctionWords: words, server: .leader))
            }
            let seconds = pr_bench_thread_seconds() - start
            generationMicroseconds = min(generationMicroseconds, seconds * 1e6 / Double(size))
            first += size
        }
        if sealed { pads = try PadKeys(bytes.next(32 * count), keyByteCount: 32) }
    }
}

/// Bytes that look random.
struct RandomBytes {
    private var seed: UInt64

    init(seed: UInt64) { self.seed = seed }

    mutating func next(_ count: Int) -> [UInt8] {
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
            pr_bench_fill(buffer.baseAddress, count, seed | 1)
            written = count
        }
    }

    mutating func roots(_ count: Int) throws(RetrievalError) -> [QueryRoot] {
        var roots: [QueryRoot] = []
        for _ in 0..<count { roots.append(try QueryRoot(next(16))) }
        return roots
    }
}
