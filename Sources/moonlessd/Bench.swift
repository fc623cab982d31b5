import ArgumentParser
import PrivateRetrieval
import RetrievalBench

/// The command `moonlessd bench`.
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures private retrieval: how many users this machine can serve, and why.",
        discussion: """
            Measures, in one run, the whole step of a round and the limits of the machine beside \
            it. A machine that does something else at the same time reads lower.
            """)

    @Option(help: "Slots; a list with commas measures each.") var records = "10000,100000"
    @Option(help: "Bytes of a record.") var recordBytes = 1_024
    @Option(help: "Queries in a round; a list with commas.") var queries = "1000"
    @Option(help: "Cores; a list with commas.") var cores = "1"
    @Option(help: "The kernel, a list with commas, or 'all'; the best by default.")
    var kernel: String?
    @Flag(help: "Print JSON lines.") var json = false

    func run() async throws {
        try await Reporting.failures {
            var options = BenchmarkOptions()
            options.records = try Self.numbers(records, "--records")
            options.queries = try Self.numbers(queries, "--queries")
            options.cores = try Self.numbers(cores, "--cores")
            options.recordByteCount = recordBytes
            if let kernel { options.kernels = try Self.kernels(kernel) }
            do {
                try RetrievalBenchmark.run(options) { row in
                    Reporting.say(json ? row.jsonLine : BenchmarkReport.text(row) + "\n")
                }
            } catch let error as RetrievalError {
                throw ValidationError("this cannot be measured: \(error)")
            }
        }
    }

    private static func numbers(_ text: String, _ option: String) throws -> [Int] {
        let numbers = text.split(separator: ",").map { Int($0) }
        guard !numbers.isEmpty, numbers.allSatisfy({ ($0 ?? 0) > 0 }) else {
            throw ValidationError("\(option) takes positive numbers with commas between them")
        }
        return numbers.compactMap(\.self)
    }

    private static func kernels(_ text: String) throws -> [RetrievalKernel] {
        guard text != "all" else { return RetrievalKernel.available }
        return try text.split(separator: ",").map { name in
            guard let kernel = try? RetrievalKernel.named(String(name)) else {
                let names = RetrievalKernel.available.map(\.name).joined(separator: ", ")
                throw ValidationError("no kernel '\(name)' here; there are: \(names)")
            }
            return kernel
        }
    }
}
