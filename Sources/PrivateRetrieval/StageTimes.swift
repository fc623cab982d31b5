import CPrivateRetrieval

/// Processor time of a batch by stage, in nanoseconds, summed over threads.
public struct StageTimes: Sendable, Equatable {
    /// From roots and correction words to selection bits.
    public var expansionNanoseconds: UInt64 = 0
    /// From selection bits to the kernel's own arrangement.
    public var packingNanoseconds: UInt64 = 0
    /// The product over GF(2).
    public var productNanoseconds: UInt64 = 0
    /// From accumulators to rows.
    public var unpackingNanoseconds: UInt64 = 0
    /// Pads.
    public var sealingNanoseconds: UInt64 = 0

    /// No time.
    public init() {}

    init(_ times: pr_batch_times) {
        expansionNanoseconds = times.expansion
        packingNanoseconds = times.packing
        productNanoseconds = times.product
        unpackingNanoseconds = times.unpacking
        sealingNanoseconds = times.sealing
    }

    /// The whole step.
    public var totalNanoseconds: UInt64 {
        expansionNanoseconds + packingNanoseconds + productNanoseconds + unpackingNanoseconds
            + sealingNanoseconds
    }
}
