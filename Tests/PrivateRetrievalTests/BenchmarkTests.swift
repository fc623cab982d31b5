import PrivateRetrieval
import RetrievalBench
import Testing

@Suite struct BenchmarkTests {
    @Test func `a benchmark's line has its nine fields and no other`() throws {
        var options = BenchmarkOptions()
        options.records = [100]
        options.recordByteCount = 16
        options.queries = [3]
        options.cores = [2]
        options.secondsPerMeasurement = 0
        let rows = try RetrievalBenchmark.run(options, memoryByteCount: 1 << 20)
        let row = try #require(rows.first)
        let line = row.jsonLine
        #expect(rows.count == 1)
        #expect(line.hasPrefix("{\"kernel\":\"\(RetrievalKernel.best.name)\",\"records\":100,"))
        #expect(line.hasSuffix("}"))
        let names = line.dropFirst().dropLast().split(separator: ",").map { field in
            String(field.split(separator: ":")[0].dropFirst().dropLast())
        }
        #expect(
            names == [
                "kernel", "records", "recordBytes", "queries", "cores", "microsecondsPerQuery",
                "productGigabytesPerSecond", "wholeStepGigabytesPerSecond",
                "memoryReadGigabytesPerSecond",
            ])
        #expect(row.microsecondsPerQuery > 0)
        #expect(row.repackMicrosecondsPerRow > 0)
        #expect(BenchmarkReport.text(row).contains("repackMicrosecondsPerRow"))
    }

    @Test func `an estimate never promises more users than records`() throws {
        var options = BenchmarkOptions()
        options.records = [64]
        options.recordByteCount = 16
        options.queries = [1]
        options.secondsPerMeasurement = 0
        let rows = try RetrievalBenchmark.run(options, memoryByteCount: 1 << 20)
        let estimate = CapacityEstimate(try #require(rows.first))
        #expect(estimate.clients(roundMilliseconds: 60_000) == 64)
        #expect(estimate.limit(roundMilliseconds: 60_000) == .capacity)
        #expect(estimate.clients(roundMilliseconds: 0) == 0)
    }
}
