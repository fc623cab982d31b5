import CPrivateRetrieval

/// The queries of a batch as they are gathered, laid out for the engine.
///
/// A query of the wrong length keeps its place with a root and correction words of zero; its answer
/// is discarded. Roots are copied once, into room for all of them, so that they can be forgotten.
public struct QueryBatch: Sendable {
    /// Queries, malformed ones included.
    public private(set) var count = 0
    private(set) var failures: [Int: RetrievalError] = [:]
    private let recordCount: Int
    private let correctionByteCount: Int
    private var roots: [UInt8] = []
    private var corrections: [UInt8] = []

    /// An empty batch.
    ///
    /// - Parameters:
    ///   - recordCount: Records of the database that will answer.
    ///   - capacity: Queries to make room for.
    public init(recordCount: Int, capacity: Int = 0) {
        self.recordCount = recordCount
        correctionByteCount = pr_dpf_correction_bytes(recordCount)
        roots.reserveCapacity(16 * capacity)
        corrections.reserveCapacity(correctionByteCount * capacity)
    }

    /// Adds a query.
    ///
    /// - Parameters:
    ///   - root: 16 bytes, as for ``QueryRoot``.
    ///   - correctionWords: As in ``Query/correctionWords``.
    ///   - server: Which of the two servers this is.
    public mutating func append(
        root: ArraySlice<UInt8>, correctionWords: ArraySlice<UInt8>, server: ServerIndex
    ) {
        guard root.count == 16 else { return appendFailure(.wrongKeyByteCount) }
        guard correctionWords.count == correctionByteCount else {
            return appendFailure(
                .wrongCorrectionWordByteCount(expected: correctionByteCount))
        }
        roots.append(contentsOf: root)
        roots[16 * count] = roots[16 * count] & ~1 | server.rawValue
        corrections.append(contentsOf: correctionWords)
        count += 1
    }

    mutating func append(_ query: Query) {
        guard query.correctionWords.count == correctionByteCount else {
            return appendFailure(
                .wrongCorrectionWordByteCount(expected: correctionByteCount))
        }
        var root = query.root.block
        root.low = root.low & ~1 | UInt64(query.server.rawValue)
        root.append(to: &roots)
        corrections.append(contentsOf: query.correctionWords)
        count += 1
    }

    private mutating func appendFailure(_ failure: RetrievalError) {
        failures[count] = failure
        roots.append(contentsOf: repeatElement(0, count: 16))
        corrections.append(contentsOf: repeatElement(0, count: correctionByteCount))
        count += 1
    }

    /// Whether the batch was gathered for a database of so many records.
    func fits(_ database: PackedDatabase) -> Bool { recordCount == database.recordCount }

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
