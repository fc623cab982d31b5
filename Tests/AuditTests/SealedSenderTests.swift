import Audit
import Testing

@Suite("Attacks on sealed-sender logs")
struct SealedSenderTests {
    private static let log = TestData.village()

    @Test("Prompt receipts give the partners away")
    func promptReceipts() async {
        let sealed = DeliveryLog(sealing: Self.log, receiptsWithinSeconds: 1, seed: 2)
        let scores = await DeliveryBattery(sealed, truth: Self.log.partners()).run()
        let best = scores.map(\.precisionAt1).max() ?? 0
        #expect(best > 0.95)
        #expect(scores.contains { $0.isSignificant && $0.auc > 0.95 })
    }

    @Test("Rows at random times give nothing away")
    func randomTimes() async {
        var generator = SeededGenerator(seed: 3)
        var rows: [(time: Int64, to: Int32)] = []
        for user in 0..<Int32(50) {
            for _ in 0..<20 {
                rows.append((Int64(generator.unit() * 864_000_000), user))
            }
        }
        let silent = DeliveryLog(users: Self.log.users, rows: rows)
        let scores = await DeliveryBattery(silent, truth: Self.log.partners()).run()
        let found = scores.filter(\.isSignificant).map { "\($0)" }
        #expect(found == [])
    }

    @Test("Sealing writes a row for each message and each receipt, never a sender")
    func sealing() {
        let sealed = DeliveryLog(sealing: Self.log, receiptsWithinSeconds: 60, seed: 2)
        #expect(sealed.count == Self.log.count * 2)
        let without = DeliveryLog(sealing: Self.log, receiptsWithinSeconds: nil, seed: 2)
        #expect(without.recipients == Self.log.to)
    }

    @Test("Suspicion is shared among those who follow, and measured by activity")
    func sharedSuspicion() {
        var names = NameTable()
        for name in ["a", "b", "c", "d"] { _ = names.number(of: name) }
        // a, then b alone; much later c, then a and d together; and a second row of a.
        let log = DeliveryLog(
            users: names,
            rows: [(0, 0), (900, 1), (60_000, 2), (60_100, 0), (60_200, 3), (60_900, 0)])
        let scores = SharedSuspicionAttack(windowSeconds: 1).scores(log)
        func measured(_ share: Float, _ one: Float, _ other: Float) -> Float {
            1000 * share / (((one + 1) * (other + 1)).squareRoot())
        }
        #expect(abs(scores[0, 1] - measured(1, 3, 1)) < 0.01)
        #expect(abs(scores[2, 0] - measured(0.5, 1, 3)) < 0.01)
        // After c, and in both directions between a and d.
        #expect(abs(scores[2, 3] - measured(0.5, 1, 1)) < 0.01)
        #expect(abs(scores[0, 3] - measured(2, 3, 1)) < 0.01)
        #expect(scores[1, 2] == 0)
    }
}
