import PrivateRetrieval

/// What a measurement means for an operator: how many users one machine serves, and what limits it.
public struct CapacityEstimate: Sendable {
    /// What takes most of a round, or is exhausted first.
    public enum Limit: String, Sendable {
        /// Expansion of the point functions.
        case expansion
        /// The product over GF(2), in arithmetic.
        case product
        /// Pads.
        case sealing
        /// Sockets and encryption of the transport.
        case network
        /// Reading records from memory.
        case memory
        /// Fewer people fit the database than the cores could serve.
        case capacity
    }

    /// Reads that each client makes in a round.
    public var readsPerRound = 2
    /// Processor time of sockets, transport encryption, event loops and bookkeeping for a client and
    /// round.
    ///
    /// 70 to 84 microseconds were measured with 1,000 to 10,000 connections on a machine that was shared
    /// (docs/FIGURES.md), so this is a guess for any other one.
    public var networkMicrosecondsPerClient = 70.0
    /// The part of the cores' time that is planned for.
    public var load = 0.8

    private let row: BenchmarkRow

    /// An estimate from a measurement.
    public init(_ row: BenchmarkRow) { self.row = row }

    /// Processor time of the leader for one client and round.
    public var microsecondsPerClient: Double {
        Double(readsPerRound) * row.microsecondsPerQuery + networkMicrosecondsPerClient
    }

    /// Connected clients that the cores of the measurement serve at a round period, at most one a
    /// record.
    public func clients(roundMilliseconds: Int) -> Int {
        let available = load * Double(row.cores) * Double(roundMilliseconds) * 1_000
        return min(row.records, Int(available / microsecondsPerClient))
    }

    /// What limits the number of clients at a round period.
    public func limit(roundMilliseconds: Int) -> Limit {
        if clients(roundMilliseconds: roundMilliseconds) == row.records { return .capacity }
        return bottleneck
    }

    /// What takes most of a client's processor time.
    public var bottleneck: Limit {
        let queries = Double(row.queries) * 1e3
        let reads = Double(readsPerRound)
        let expansion = row.stages.expansionNanoseconds + row.stages.packingNanoseconds
        let costs: [(Limit, Double)] = [
            (.expansion, reads * Double(expansion) / queries),
            (
                readsFromMemory ? .memory : .product,
                reads * Double(row.stages.productNanoseconds) / queries
            ),
            (
                .sealing,
                reads * Double(row.stages.sealingNanoseconds + row.stages.unpackingNanoseconds)
                    / queries
            ),
            (.network, networkMicrosecondsPerClient),
        ]
        return costs.max { $0.1 < $1.1 }?.0 ?? .product
    }

    /// Whether the product spends its time waiting for records: it reads them all once for each
    /// 1,024 queries.
    private var readsFromMemory: Bool {
        let passes = Double((row.queries + 1_023) / 1_024)
        let read = row.productGigabytesPerSecond / Double(row.queries) * passes
        return read > 0.6 * row.memoryReadGigabytesPerSecond
    }
}
