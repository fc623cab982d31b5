import CPrivateRetrieval

/// The well-formed queries of a batch, laid out for the C pipeline.
///
/// A query of the wrong length keeps its place with a root and correction words of zero; its answer
/// is discarded. Roots are copied once, into room for all of them, so that they can be forgotten.
struct QueryBatch {
    let count: Int
    private(set) var failures: [Int: RetrievalError] = [:]
    private var roots: [UInt8] = []
    private var corrections: [UInt8] = []

    init(_ queries: [Query], records: Int, limit: Int) {
        let expected = pr_dpf_correction_bytes(records)
        count = min(queries.count, limit)
        roots.reserveCapacity(16 * count)
        corrections.reserveCapacity(expected * count)
        for (index, query) in queries.enumerated() {
            if index >= count {
                failures[index] = .batchLimitExceeded(limit: limit)
            } else if query.correctionWords.count != expected {
                failures[index] = .wrongCorrectionWordByteCount(expected: expected)
                roots.append(contentsOf: repeatElement(0, count: 16))
                corrections.append(contentsOf: repeatElement(0, count: expected))
            } else {
                var root = query.root.block
                root.low = root.low & ~1 | UInt64(query.server.rawValue)
                root.append(to: &roots)
                corrections.append(contentsOf: query.correctionWords)
            }
        }
    }

    /// Overwrites the roots.
    mutating func forgetRoots() {
        roots.withUnsafeMutableBytes { pr_forget($0.baseAddress, $0.count) }
    }

    /// Runs the batch; true if memory was lacking.
    func run(
        _ description: inout pr_batch, blocks: [UnsafePointer<UInt8>?], tweak: Block,
        padKeys: [UInt8], pool: RetrievalPool, times: UnsafeMutablePointer<pr_batch_times>?
    ) -> Bool {
        blocks.withUnsafeBufferPointer { blocks in
            tweak.withBytes { tweak in
                roots.withUnsafeBufferPointer { roots in
                    corrections.withUnsafeBufferPointer { corrections in
                        padKeys.withUnsafeBufferPointer { padKeys in
                            description.blocks = blocks.baseAddress
                            description.tweak = tweak
                            description.roots = roots.baseAddress
                            description.corrections = corrections.baseAddress
                            description.pad_keys = padKeys.baseAddress
                            return pr_batch_run(&description, pool.pointer, times) != 0
                        }
                    }
                }
            }
        }
    }
}
