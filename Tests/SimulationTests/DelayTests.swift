import ClientCore
import Simulation
import Testing

/// What a contact learns from delays is stated in the threat model, from the same measurement.
@Suite struct DelayTests {
    /// In the strict mode nothing that can be told from chance; in the fair one nearly all there is.
    @Test func strictModeTellsNothing() {
        let strict = DelayLeak(.strict).estimate(days: 2, seed: 3)
        let fair = DelayLeak(.fair).estimate(days: 2, seed: 3)
        print("strict \(strict), fair \(fair)")
        #expect(strict.entropyPerDay > 100)
        #expect(strict.bitsPerDay < 0.02 * strict.entropyPerDay)
        #expect(fair.bitsPerDay > 0.9 * fair.entropyPerDay)
    }
}
