import Foundation
import Simulation
import Testing
import Wire

/// Every message arrives exactly once and in order, whatever happens to programs and networks.
@Suite struct DeliveryTests {
    /// The folder of the data sets; nil on a machine that has none.
    static let dataPath: String? = {
        let environment = ProcessInfo.processInfo.environment["MOONLESS_DATA"]
        let path = environment ?? "../shared/data"
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }()

    @Test func theBusiestHourOfARealTrace() throws {
        let trace: MessageTrace
        if let path = Self.dataPath {
            trace = try .busiestHour(of: path + "/collegemsg/CollegeMsg.txt", people: 100)
        } else {
            print("MOONLESS_DATA is not there: a made-up trace takes the place of collegemsg")
            trace = .synthetic(seed: 7, people: 60, messages: 200, seconds: 3_600)
        }
        var configuration = SimulationConfiguration()
        configuration.seed = 11
        configuration.clientCount = max(trace.personCount, 2)
        configuration.parameters.capacity = 128
        configuration.parameters.pagesPerSlot = 32
        configuration.parameters.roundMilliseconds = 5_000
        configuration.delayMilliseconds = 5...150
        let result = try TraceReplay(Simulation(configuration), trace).run(patienceRounds: 400)
        print("busiest hour, \(trace.personCount) people: \(result)")
        #expect(result.sent == trace.messages.count)
        #expect(result.isPerfect, "\(result)")
    }

    @Test(arguments: [21, 22, 23, 24] as [UInt64])
    func everythingBreaks(seed: UInt64) throws {
        var configuration = SimulationConfiguration()
        configuration.seed = seed
        configuration.clientCount = 6
        configuration.parameters.capacity = 32
        configuration.parameters.pagesPerSlot = 16
        configuration.faults = .all
        configuration.faults.clientCrash = 0.005
        configuration.faults.connectionLoss = 0.005
        let trace = MessageTrace.synthetic(seed: seed, people: 6, messages: 80, seconds: 600)
        let result = try TraceReplay(Simulation(configuration), trace).run(patienceRounds: 1_200)
        print("seed \(seed): \(result)")
        #expect(result.isPerfect, "seed \(seed): \(result)")
    }
}
