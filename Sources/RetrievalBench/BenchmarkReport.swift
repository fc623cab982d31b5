import PrivateRetrieval

/// Rows as text, for people.
public enum BenchmarkReport {
    /// Round periods that an estimate is printed for.
    static let roundMilliseconds = [250, 1_000, 2_000, 10_000, 60_000]

    /// A paragraph about one row: figures, stages, ratios to the machine's limits, users.
    public static func text(_ row: BenchmarkRow) -> String {
        ([title(row), stages(row)] + ratios(row) + [updates(row)] + users(row))
            .joined(separator: "\n")
    }

    private static func title(_ row: BenchmarkRow) -> String {
        """
        \(row.kernel): \(row.records) records of \(row.recordByteCount) bytes, \
        \(row.queries) queries, \(row.cores) core\(row.cores == 1 ? "" : "s")
          \(number(row.microsecondsPerQuery, 2)) us/query; \
        product \(number(row.productGigabytesPerSecond)) GB/s, \
        whole step \(number(row.wholeStepGigabytesPerSecond)) GB/s, \
        \(number(row.wholeStepRatio, 3)) x product
          by processor time: product \(number(productOfCore(row))) GB/s a core
        """
    }

    /// The product by processor time: what a core does while it is ours, on a shared machine too.
    private static func productOfCore(_ row: BenchmarkRow) -> Double {
        let bytes = Double(row.records) * Double(row.recordByteCount) * Double(row.queries)
        return bytes / Double(row.stages.productNanoseconds)
    }

    private static func stages(_ row: BenchmarkRow) -> String {
        let parts = [
            ("expansion", row.stages.expansionNanoseconds),
            ("packing", row.stages.packingNanoseconds),
            ("product", row.stages.productNanoseconds),
            ("unpacking", row.stages.unpackingNanoseconds),
            ("sealing", row.stages.sealingNanoseconds),
        ]
        let texts = parts.map {
            "\($0.0) \(number(Double($0.1) / 1e3 / Double(row.queries), 2))"
        }
        return "  us/query: " + texts.joined(separator: ", ")
    }

    private static func ratios(_ row: BenchmarkRow) -> [String] {
        var lines: [String] = []
        for (bytes, ratio) in row.affineRatios.sorted(by: { $0.key > $1.key })
        where row.kernel.hasPrefix("gfni") {
            let limit = row.limits.affineLimitGigabytesPerSecond(vectorByteCount: bytes) ?? 0
            lines.append(
                """
                  \(percent(ratio)) of the affine instruction limit on \(8 * bytes) bits \
                (\(number(limit)) GB/s a core at best)
                """)
        }
        for (bytes, ratio) in row.loadRatios.sorted(by: { $0.key > $1.key }) {
            let load = row.limits.loadGigabytesPerSecond[bytes] ?? 0
            lines.append(
                """
                  \(number(ratio, 2)) x first-level-cache load bandwidth on \(8 * bytes) bits \
                (\(number(load)) GB/s a core at best)
                """)
        }
        let memory = row.memoryReadGigabytesPerSecond
        lines.append(
            """
              \(number(row.productGigabytesPerSecond / memory, 1)) x memory read \
            (\(number(memory, 1)) GB/s on \(row.cores))
            """)
        return lines
    }

    private static func updates(_ row: BenchmarkRow) -> String {
        """
          apart: packing all records \(number(row.packGigabytesPerSecond, 1)) GB/s, \
        repacking \(number(row.repackMicrosecondsPerRow, 2)) us/row \
        (repackMicrosecondsPerRow), generating a query \
        \(number(row.generationMicroseconds, 2)) us
        """
    }

    private static func users(_ row: BenchmarkRow) -> [String] {
        let estimate = CapacityEstimate(row)
        let heading = """
              users at \(estimate.readsPerRound) reads a round, \
            \(number(estimate.networkMicrosecondsPerClient)) us of network a client, \
            \(percent(estimate.load)) load (most time: \(estimate.bottleneck.rawValue)):
            """
        return [heading]
            + roundMilliseconds.map {
                """
                    \(number(Double($0) / 1_000, 2)) s rounds: \
                \(estimate.clients(roundMilliseconds: $0)) \
                (limit: \(estimate.limit(roundMilliseconds: $0).rawValue))
                """
            }
    }

    private static func percent(_ value: Double) -> String { "\(number(100 * value)) %" }

    private static func number(_ value: Double, _ digits: Int = 0) -> String {
        let rounded = value.rounded(toDigits: digits)
        return digits == 0 ? String(Int(rounded)) : String(describing: rounded)
    }
}
