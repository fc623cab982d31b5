public import PrivateRetrieval

/// What a benchmark measures.
public struct BenchmarkOptions: Sendable {
    /// Numbers of records, one after the other.
    public var records = [10_000, 100_000]
    /// Bytes of a record.
    public var recordByteCount = 1_024
    /// Queries of a batch, one after the other.
    public var queries = [1_000]
    /// Numbers of cores, one after the other.
    public var cores = [1]
    /// Kernels, one after the other.
    public var kernels = [RetrievalKernel.best]
    /// Pads on answers, with AES-256.
    public var sealsAnswers = true
    /// Seconds of each measurement, at least one batch.
    public var secondsPerMeasurement = 1.0

    /// The defaults: 10,000 and 100,000 records of 1,024 bytes, 1,000 queries, one core, the best
    /// kernel.
    public init() {}
}
