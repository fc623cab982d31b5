import Client
import ClientCore
import Testing
import Wire

@Suite struct TrafficCostTests {
    @Test func costFollowsFromTheLayoutAlone() {
        var parameters = DeploymentParameters()
        parameters.roundMilliseconds = 1_000
        let cost = TrafficCost(parameters)
        let layout = FrameLayout(parameters)
        // Every eighth round carries a knock; 4 + 1 bytes of framing and 22 of TLS go with each.
        let plain = layout.frameByteCount(Round(rawValue: 1)) + 27
        let knock = layout.frameByteCount(Round(rawValue: 0)) + 27
        #expect(cost.dailyUploadByteCount == (7 * plain + knock) / 8 * 86_400)
        #expect(cost.dailyDownloadByteCount > 86_400 * 2_048)
    }

    @Test func costIsInverseToThePeriod() {
        var fast = DeploymentParameters()
        fast.roundMilliseconds = 500
        var slow = fast
        slow.roundMilliseconds = 1_000
        #expect(
            TrafficCost(fast).dailyUploadByteCount == 2 * TrafficCost(slow).dailyUploadByteCount)
    }
}
