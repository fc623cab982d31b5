import ClientCore
import Testing

@Suite struct SchedulerTests {
    /// For every number of contacts, and every R, an absent sender's every page is read in the end.
    @Test(arguments: [1, 2, 3, 4, 5, 8, 13, 16, 32, 50])
    func everyPageOfEveryContactIsRead(contacts: Int) {
        let pages = 16
        for reads in [1, 2, 3] {
            var scheduler = ReadScheduler()
            var random = RandomSource.seeded(UInt64(contacts * 10 + reads))
            let peers = (0..<UInt32(contacts)).map { $0 }
            var missing = Set(peers.flatMap { peer in (0..<pages).map { Int(peer) * pages + $0 } })
            var round: UInt64 = 0
            while !missing.isEmpty, round < 60_000 {
                let picked = scheduler.pick(
                    count: reads, round: round, peers: peers, ringing: [], open: [],
                    capacity: 1_000, random: &random)
                #expect(picked.count == reads)
                #expect(Set(picked).count == reads)
                for slot in picked {
                    missing.remove(Int(slot) * pages + Int(round) % pages)
                }
                round += 1
            }
            #expect(missing.isEmpty, "\(contacts) contacts, \(reads) reads")
        }
    }

    @Test func ringersComeFirstButNobodyStarves() {
        var scheduler = ReadScheduler()
        var random = RandomSource.seeded(3)
        let peers = (0..<20 as Range<UInt32>).map { $0 }
        var counts: [UInt32: Int] = [:]
        for round in 0..<4_000 {
            let picked = scheduler.pick(
                count: 2, round: UInt64(round), peers: peers, ringing: [3, 4], open: [],
                capacity: 1_000, random: &random)
            for slot in picked { counts[slot, default: 0] += 1 }
        }
        #expect((counts[3] ?? 0) > 1_000)
        #expect((counts[4] ?? 0) > 1_000)
        for peer in peers { #expect((counts[peer] ?? 0) >= 30) }
    }

    @Test func theOpenConversationIsReadInEveryRound() {
        var scheduler = ReadScheduler()
        var random = RandomSource.seeded(4)
        for round in 0..<100 {
            let picked = scheduler.pick(
                count: 2, round: UInt64(round), peers: [1, 2, 3], ringing: [], open: [2],
                capacity: 100, random: &random)
            #expect(picked.contains(2))
        }
    }
}
