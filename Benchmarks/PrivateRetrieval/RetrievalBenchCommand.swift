import PrivateRetrieval
import RetrievalBench

/// Measures retrieval from the command line.
@main
struct RetrievalBenchCommand {
    static let usage = """
        usage: retrieval-bench [--records N,...] [--record-bytes B] [--queries Q,...] [--cores C,...]
                               [--kernel NAME,...|all] [--seconds S] [--json]
        """

    static func main() throws {
        var options = BenchmarkOptions()
        var printsJSON = false
        var arguments = CommandLine.arguments.dropFirst()
        while let argument = arguments.popFirst() {
            if argument == "--json" {
                printsJSON = true
                continue
            }
            guard let value = arguments.popFirst() else { return print(usage) }
            let parts = value.split(separator: ",")
            let numbers = parts.compactMap { Int($0) }
            switch (argument, numbers.first) {
            case ("--records", .some): options.records = numbers
            case ("--record-bytes", .some(let bytes)): options.recordByteCount = bytes
            case ("--queries", .some): options.queries = numbers
            case ("--cores", .some): options.cores = numbers
            case ("--seconds", .some(let seconds)): options.secondsPerMeasurement = Double(seconds)
            case ("--kernel", _):
                options.kernels =
                    value == "all"
                    ? RetrievalKernel.available
                    : try parts.map { try RetrievalKernel.named(String($0)) }
            default: return print(usage)
            }
        }
        try RetrievalBenchmark.run(options) { row in
            print(printsJSON ? row.jsonLine : BenchmarkReport.text(row) + "\n")
        }
    }
}
