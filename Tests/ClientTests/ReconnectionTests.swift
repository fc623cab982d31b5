import Testing

@testable import Client

@Suite struct ReconnectionTests {
    @Test func waitsGrowToHalfAMinuteAndBeginAnewAfterSuccess() {
        var delay = ReconnectionDelay()
        let limits: [Int64] = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 30_000, 30_000]
        for limit in limits {
            let wait = delay.next()
            #expect((limit / 2...limit).contains(wait))
        }
        delay.reset()
        #expect(delay.next() <= 1_000)
    }

    /// Clients that lost the leader in one moment do not come back in one moment.
    @Test func waitsDiffer() {
        let waits = (0..<50).map { _ in
            var delay = ReconnectionDelay()
            return delay.next()
        }
        #expect(Set(waits).count > 10)
    }
}
