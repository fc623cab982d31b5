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
}
