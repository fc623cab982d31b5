import CPrivateRetrieval
public import PrivateRetrieval

/// Measures retrieval on this machine.
public enum RetrievalBenchmark {
    /// Runs all combinations of the options.
    ///
    /// Numbers are the best of several batches: what else runs on the machine only ever adds time.
    /// - Parameters:
    ///   - options: What to measure.
    ///   - memoryByteCount: Memory that is read to measure its bandwidth: by default twice the
    ///     largest cache.
    ///   - report: Called with each row as soon as it is known.
    /// - Returns: One row for each kernel, number of records, of queries and of cores.
    /// - Throws: ``RetrievalError`` if sizes exceed limits or memory is lacking.
    @discardableResult
    public static func run(
        _ options: BenchmarkOptions, memoryByteCount: Int? = nil,
        report: (BenchmarkRow) -> Void = { _ in }
    ) throws(RetrievalError) -> [BenchmarkRow] {
        var rows: [BenchmarkRow] = []
        var memoryRates: [Int: Double] = [:]
        for cores in options.cores where memoryRates[cores] == nil {
            memoryRates[cores] = try MemoryBenchmark.gigabytesPerSecond(
                cores: cores, byteCount: memoryByteCount ?? MemoryBenchmark.byteCount)
        }
        for records in options.records {
            for kernel in options.kernels {
                var database = try BenchmarkDatabase(
                    records: records, recordByteCount: options.recordByteCount,
                    layout: kernel.layout)
                for queries in options.queries {
                    let batch = try BenchmarkBatch(
                        records: records, queries: queries, sealed: options.sealsAnswers)
                    for cores in options.cores {
                        let engine = try RetrievalEngine(cores: cores, kernel: kernel)
                        var measurement = Measurement(engine: engine, batch: batch)
                        try measurement.run(&database, seconds: options.secondsPerMeasurement)
                        let row = measurement.row(
                            database, memoryRead: memoryRates[cores] ?? 0)
                        report(row)
                        rows.append(row)
                    }
                }
            }
        }
        return rows
    }
}

/// The batches of one row.
private struct Measurement {
    let engine: RetrievalEngine
    let batch: BenchmarkBatch
    var stages = StageTimes()
    var processorSeconds = Double.infinity
    var wallSeconds = Double.infinity
    var productSeconds = Double.infinity
    var packSeconds = Double.infinity
    var repackSeconds = Double.infinity
    var limits = MachineLimits()
    /// Product over affine limit and over load bandwidth, by vector size, each from measurements
    /// that follow each other.
    var affineRatios: [Int: [Double]] = [:]
    var loadRatios: [Int: [Double]] = [:]

    init(engine: RetrievalEngine, batch: BenchmarkBatch) {
        self.engine = engine
        self.batch = batch
    }

    mutating func run(
        _ database: inout BenchmarkDatabase, seconds: Double
    ) throws(RetrievalError) {
        let end = pr_bench_wall_seconds() + seconds
        // The first batch finds fresh pages.
        try answer(database)
        var before = MachineLimits.measure()
        repeat {
            let product = try answer(database)
            let after = MachineLimits.measure()
            compare(product, before, after)
            before = after
        } while pr_bench_wall_seconds() < end
        for _ in 0..<3 { try pack(&database) }
    }

    /// Notes how a product compares with the limits just before and just after it.
    private mutating func compare(
        _ product: Double, _ before: MachineLimits, _ after: MachineLimits
    ) {
        for (bytes, limit) in before.affineGigaPerSecond {
            let mean = (limit + (after.affineGigaPerSecond[bytes] ?? limit)) / 2
            affineRatios[bytes, default: []].append(product / (mean * 8 * Double(bytes)))
        }
        for (bytes, limit) in before.loadGigabytesPerSecond {
            let mean = (limit + (after.loadGigabytesPerSecond[bytes] ?? limit)) / 2
            loadRatios[bytes, default: []].append(product / mean)
        }
        limits.keepBest(before)
        limits.keepBest(after)
    }

    /// Answers the batch; gigabytes a second of the product, by processor time, a core.
    @discardableResult
    private mutating func answer(_ database: BenchmarkDatabase) throws(RetrievalError) -> Double {
        let processorStart = pr_bench_process_seconds()
        let start = pr_bench_wall_seconds()
        let (_, times) = try engine.timedAnswer(
            batch.queries, database: database.packed, tweak: batch.tweak, pads: batch.pads)
        let wall = pr_bench_wall_seconds() - start
        let product = wall * Double(times.productNanoseconds) / Double(times.totalNanoseconds)
        productSeconds = min(productSeconds, product)
        wallSeconds = min(wallSeconds, wall)
        let processor = pr_bench_process_seconds() - processorStart
        if processor < processorSeconds {
            processorSeconds = processor
            stages = times
        }
        let bytes = Double(database.packed.recordCount) * Double(database.packed.recordByteCount)
        return bytes * Double(batch.queries.count) / Double(times.productNanoseconds)
    }

    private mutating func pack(_ database: inout BenchmarkDatabase) throws(RetrievalError) {
        packSeconds = min(packSeconds, try database.pack(engine))
        repackSeconds = min(repackSeconds, try database.repackSecondsPerRow())
    }

    func row(_ database: BenchmarkDatabase, memoryRead: Double) -> BenchmarkRow {
        let packed = database.packed
        let bytes = Double(packed.recordCount) * Double(packed.recordByteCount)
        let work = bytes * Double(batch.queries.count) / 1e9
        var limits = limits
        limits.memoryReadGigabytesPerSecond = memoryRead
        return BenchmarkRow(
            kernel: engine.kernel.name, records: packed.recordCount,
            recordByteCount: packed.recordByteCount, queries: batch.queries.count,
            cores: engine.cores,
            microsecondsPerQuery: processorSeconds * 1e6 / Double(batch.queries.count),
            productGigabytesPerSecond: work / productSeconds,
            wholeStepGigabytesPerSecond: work / wallSeconds,
            memoryReadGigabytesPerSecond: memoryRead, stages: stages,
            wholeStepRatio: processorSeconds * 1e9 / Double(stages.productNanoseconds),
            repackMicrosecondsPerRow: repackSeconds * 1e6,
            packGigabytesPerSecond: bytes / 1e9 / packSeconds,
            generationMicroseconds: batch.generationMicroseconds, limits: limits,
            affineRatios: affineRatios.mapValues(median), loadRatios: loadRatios.mapValues(median))
    }
}

private func median(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.sorted()[values.count / 2]
}
