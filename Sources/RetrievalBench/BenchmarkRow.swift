public import PrivateRetrieval

/// One measurement: a kernel, a database, a batch.
public struct BenchmarkRow: Sendable {
    /// The kernel's name.
    public var kernel: String
    /// Records.
    public var records: Int
    /// Bytes of a record.
    public var recordByteCount: Int
    /// Queries of the batch.
    public var queries: Int
    /// Threads that computed.
    public var cores: Int
    /// Processor time of the whole step by query: expansion, packing of queries, product, unpacking,
    /// pads, and what it takes to call all that.
    public var microsecondsPerQuery: Double
    /// Records x record size x queries over the time of the product on the wall.
    public var productGigabytesPerSecond: Double
    /// The same over the time of the whole step on the wall.
    public var wholeStepGigabytesPerSecond: Double
    /// What the cores read from memory.
    public var memoryReadGigabytesPerSecond: Double

    /// Processor time by stage, of the whole batch, without what it takes to call them.
    public var stages: StageTimes
    /// The processor time of the whole step over that of the product.
    public var wholeStepRatio: Double
    /// Time to pack a changed record again, reported apart: in none of the figures above.
    public var repackMicrosecondsPerRow: Double
    /// Time to pack the whole database on all cores, in gigabytes a second.
    public var packGigabytesPerSecond: Double
    /// Client: time to make a query's correction words.
    public var generationMicroseconds: Double
    /// What the machine can do at best, measured in the same run.
    public var limits: MachineLimits
    /// Bytes of vectors, and the product over its limit in affine instructions on them: a core, by
    /// processor time, the median of pairs of measurements that followed each other.
    public var affineRatios: [Int: Double]
    /// Bytes of vectors, and the product over the first-level-cache load bandwidth, likewise.
    public var loadRatios: [Int: Double]

    /// One JSON object with the nine fields of a benchmark's line, and no other.
    public var jsonLine: String {
        let numbers = [
            ("microsecondsPerQuery", microsecondsPerQuery),
            ("productGigabytesPerSecond", productGigabytesPerSecond),
            ("wholeStepGigabytesPerSecond", wholeStepGigabytesPerSecond),
            ("memoryReadGigabytesPerSecond", memoryReadGigabytesPerSecond),
        ]
        let counts = [
            ("records", records), ("recordBytes", recordByteCount), ("queries", queries),
            ("cores", cores),
        ]
        let fields =
            ["\"kernel\":\"\(kernel)\""] + counts.map { "\"\($0)\":\($1)" }
            + numbers.map { "\"\($0)\":\($1.rounded(toDigits: 3))" }
        return "{\(fields.joined(separator: ","))}"
    }
}

extension Double {
    /// Rounded, so that it prints with at most that many digits behind the point.
    ///
    /// For figures of a benchmark: zero or more, and far from the limits of an integer. The
    /// mathematics library is not linked for this alone.
    func rounded(toDigits digits: Int) -> Double {
        let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
        let scaled = self * scale
        guard scaled >= 0, scaled < 1e18 else { return 0 }
        return Double(Int(scaled + 0.5)) / scale
    }
}
