import CPrivateRetrieval

/// What one core can do at best, and all together read from memory.
public struct MachineLimits: Sendable {
    /// Bytes of vectors, and gigabytes a second loaded into them from the first-level cache.
    public var loadGigabytesPerSecond: [Int: Double]
    /// Bytes of vectors, and billions of affine instructions a second on them.
    public var affineGigaPerSecond: [Int: Double]
    /// Gigabytes a second read from memory, on the cores of the measurement.
    public var memoryReadGigabytesPerSecond: Double

    /// The product's limit in gigabytes a second, if one affine instruction is needed for eight
    /// queries and as many bytes of records as its vectors have; nil without such instructions.
    public func affineLimitGigabytesPerSecond(vectorByteCount: Int) -> Double? {
        affineGigaPerSecond[vectorByteCount].map { $0 * 8 * Double(vectorByteCount) }
    }

    init() {
        loadGigabytesPerSecond = [:]
        affineGigaPerSecond = [:]
        memoryReadGigabytesPerSecond = 0
    }

    /// Measures caches and instructions; takes some hundredths of a second.
    static func measure() -> MachineLimits {
        var limits = MachineLimits()
        for bytes in [16, 32, 64] {
            let loads = pr_bench_load_rate(UInt32(bytes)) / 1e9
            if loads > 0 { limits.loadGigabytesPerSecond[bytes] = loads }
            let affine = pr_bench_affine_rate(UInt32(bytes)) / 1e9
            if affine > 0 { limits.affineGigaPerSecond[bytes] = affine }
        }
        return limits
    }

    /// Keeps the better of what is known and what another measurement found.
    mutating func keepBest(_ other: MachineLimits) {
        loadGigabytesPerSecond.merge(other.loadGigabytesPerSecond) { max($0, $1) }
        affineGigaPerSecond.merge(other.affineGigaPerSecond) { max($0, $1) }
    }
}
