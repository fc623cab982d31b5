import CPrivateRetrieval

/// Answers batches of queries on a fixed number of cores.
///
/// An engine owns `cores - 1` threads for its lifetime; the caller's thread is the last one.
/// Calls are synchronous, and calls from several threads take turns. The same engine serves lanes
/// of any record size: a table of 16-byte bells is just another ``PackedDatabase``.
///
/// Memory, a core: 1,024 x record size (accumulators), 512 KiB to 2 MiB (selection bits of 4,096
/// records), 600 KiB (correction words) and 4 bytes x records (frontiers of the trees), kept between
/// calls.
public struct RetrievalEngine: Sendable {
    /// The product kernel.
    public let kernel: RetrievalKernel
    /// The AES engine.
    public let aes: AESEngine
    /// Threads that compute, the caller's included.
    public let cores: Int
    /// Most queries of a batch; those beyond fail with ``RetrievalError/batchLimitExceeded(limit:)``.
    public let queryLimit: Int
    private let pool: RetrievalPool

    /// Starts an engine.
    ///
    /// - Parameters:
    ///   - cores: Threads that compute, the caller's included; 1 if it is less.
    ///   - kernel: The product kernel.
    ///   - aes: The AES engine.
    ///   - queryLimit: Most queries of a batch, at most ``RetrievalLimits/queryCount``.
    /// - Throws: ``RetrievalError/outOfMemory`` if threads cannot be had.
    public init(
        cores: Int = 1, kernel: RetrievalKernel = .best, aes: AESEngine = .best,
        queryLimit: Int = RetrievalLimits.queryCount
    ) throws(RetrievalError) {
        self.cores = max(1, cores)
        self.kernel = kernel
        self.aes = aes
        self.queryLimit = min(max(0, queryLimit), RetrievalLimits.queryCount)
        pool = try RetrievalPool(threadCount: self.cores)
    }

    /// An empty (all zero) database in the layout of this engine's kernel.
    ///
    /// - Throws: As ``PackedDatabase/init(recordCount:recordByteCount:layout:)``.
    public func database(
        recordCount: Int, recordByteCount: Int
    ) throws(RetrievalError) -> PackedDatabase {
        try PackedDatabase(
            recordCount: recordCount, recordByteCount: recordByteCount, layout: kernel.layout)
    }

    /// Packs all records of a database anew, on all cores of the engine.
    ///
    /// - Parameters:
    ///   - database: Where to; a snapshot of it stays as it is.
    ///   - rows: All records, one after the other (a mapped file, for instance).
    /// - Throws: ``RetrievalError/wrongRecordByteCount(expected:)``,
    ///   ``RetrievalError/outOfMemory``.
    public func pack(
        _ database: inout PackedDatabase, from rows: UnsafeRawBufferPointer
    ) throws(RetrievalError) {
        let expected = database.recordCount * database.recordByteCount
        guard rows.count == expected, let source = rows.baseAddress else {
            throw .wrongRecordByteCount(expected: expected)
        }
        let blocks = try database.writableBlocks()
        withExtendedLifetime(database) {
            pr_blocks_pack(
                pool.pointer, database.layout.rawValue, blocks, database.recordCount,
                database.recordByteCount, source.assumingMemoryBound(to: UInt8.self))
        }
    }

    /// Answers a batch: for each query the XOR of the records that its share selects, and its pad.
    ///
    /// A query with correction words of the wrong length, or beyond the limit of a batch, fails
    /// alone (``Answers/failures``); no queries give no answers.
    /// - Parameters:
    ///   - queries: In any mixture of leader's and helper's.
    ///   - database: Packed for this engine's kernel.
    ///   - tweak: The constant of the round.
    ///   - pads: A pad key for each query, or nil for bare answers.
    /// - Returns: `queries.count` answers in their order.
    /// - Throws: ``RetrievalError/wrongLayout``, ``RetrievalError/wrongPadCount``,
    ///   ``RetrievalError/outOfMemory``.
    public func answer(
        _ queries: [Query], database: PackedDatabase, tweak: RoundTweak, pads: PadKeys? = nil
    ) throws(RetrievalError) -> Answers {
        try answer(queries, database: database, tweak: tweak, pads: pads, times: nil)
    }

    /// Answers a batch and adds up where the time went (which itself costs some per cent).
    ///
    /// - Throws: As ``answer(_:database:tweak:pads:)``.
    public func timedAnswer(
        _ queries: [Query], database: PackedDatabase, tweak: RoundTweak, pads: PadKeys? = nil
    ) throws(RetrievalError) -> (answers: Answers, times: StageTimes) {
        var times = pr_batch_times()
        let answers = try withUnsafeMutablePointer(to: &times) { (pointer) throws(RetrievalError) in
            try answer(queries, database: database, tweak: tweak, pads: pads, times: pointer)
        }
        return (answers, StageTimes(times))
    }

    private func answer(
        _ queries: [Query], database: PackedDatabase, tweak: RoundTweak, pads: PadKeys?,
        times: UnsafeMutablePointer<pr_batch_times>?
    ) throws(RetrievalError) -> Answers {
        guard database.layout == kernel.layout else { throw .wrongLayout }
        if let pads, pads.count != queries.count { throw .wrongPadCount }
        let limit = batchLimit(database)
        var batch = QueryBatch(
            recordCount: database.recordCount, capacity: min(queries.count, limit))
        for query in queries.prefix(limit) { batch.append(query) }
        defer { batch.forgetRoots() }
        var bytes = try run(batch, database: database, tweak: tweak, pads: pads, times: times)
        let missing = queries.count - batch.count
        bytes.append(
            contentsOf: repeatElement(0, count: missing * database.recordByteCount))
        var failures = batch.failures
        for index in batch.count..<queries.count {
            failures[index] = .batchLimitExceeded(limit: limit)
        }
        return Answers(
            recordByteCount: database.recordByteCount, bytes: bytes, failures: failures)
    }

    /// Most queries of a batch against this database.
    private func batchLimit(_ database: PackedDatabase) -> Int {
        min(queryLimit, RetrievalLimits.answerByteCount / database.recordByteCount)
    }

    /// Answers a batch that was gathered query by query, without an object for each of them.
    ///
    /// - Parameter batch: Its roots are overwritten: a root answers once.
    /// - Returns: `batch.count` answers in their order.
    /// - Throws: As ``answer(_:database:tweak:pads:)``; ``RetrievalError/wrongRecordCount`` if it was
    ///   gathered for another number of records; ``RetrievalError/batchLimitExceeded(limit:)``.
    public func answer(
        _ batch: inout QueryBatch, database: PackedDatabase, tweak: RoundTweak,
        pads: PadKeys? = nil
    ) throws(RetrievalError) -> Answers {
        defer { batch.forgetRoots() }
        guard database.layout == kernel.layout else { throw .wrongLayout }
        guard batch.fits(database) else { throw .wrongRecordCount }
        if let pads, pads.count != batch.count { throw .wrongPadCount }
        let limit = batchLimit(database)
        guard batch.count <= limit else { throw .batchLimitExceeded(limit: limit) }
        let bytes = try run(batch, database: database, tweak: tweak, pads: pads, times: nil)
        return Answers(
            recordByteCount: database.recordByteCount, bytes: bytes, failures: batch.failures)
    }

    private func run(
        _ batch: QueryBatch, database: PackedDatabase, tweak: RoundTweak, pads: PadKeys?,
        times: UnsafeMutablePointer<pr_batch_times>?
    ) throws(RetrievalError) -> [UInt8] {
        guard batch.count > 0 else { return [] }
        let blocks = database.blocks.map { Optional(UnsafePointer($0.memory)) }
        let byteCount = batch.count * database.recordByteCount
        var failed = false
        var result = [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, written in
            var description = pr_batch()
            description.kernel = kernel.pointer
            description.aes = aes.pointer
            description.records = database.recordCount
            description.record_bytes = database.recordByteCount
            description.pad_key_bytes = pads?.keyByteCount ?? 0
            description.queries = batch.count
            description.answers = buffer.baseAddress
            failed = withExtendedLifetime(database) {
                batch.run(
                    &description, blocks: blocks, tweak: tweak.block,
                    padKeys: pads?.bytes ?? [], pool: pool, times: times)
            }
            written = failed ? 0 : byteCount
        }
        guard !failed else { throw .outOfMemory }
        for index in batch.failures.keys where index < batch.count {
            let start = index * database.recordByteCount
            for offset in start..<start + database.recordByteCount { result[offset] = 0 }
        }
        return result
    }
}
