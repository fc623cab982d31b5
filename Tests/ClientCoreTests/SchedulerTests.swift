import ClientCore
import Testing

@Suite struct SchedulerTests {
    /// The round after which every page of every contact has been read; nil if that takes too long.
    static func roundsUntilAllIsRead(
        _ scheduler: inout ReadScheduler, contacts: Int, reads: Int, pages: Int,
        ringing: Set<UInt32> = [], open: [UInt32] = [], limit: Int
    ) -> Int? {
        var random = RandomSource.seeded(UInt64(contacts * 10 + reads))
        let peers = (0..<UInt32(contacts)).map { $0 }
        var isMissing = [Bool](repeating: true, count: contacts * pages)
        var left = isMissing.count
        for round in 0..<limit {
            let picked = scheduler.pick(
                count: reads, round: UInt64(round), peers: peers, ringing: ringing, open: open,
                capacity: 1_000, random: &random)
            #expect(picked.count == reads)
            #expect(Set(picked).count == reads)
            for slot in picked where Int(slot) < contacts {
                let index = Int(slot) * pages + round % pages
                if isMissing[index] { left -= 1 }
                isMissing[index] = false
            }
            if left == 0 { return round }
        }
        return nil
    }

    /// For every number of contacts, and every R, an absent sender's every page is read in the end:
    /// in the mode that listens to bells and in the strict one.
    @Test(arguments: SchedulingMode.allCases)
    func everyPageOfEveryContactIsRead(_ mode: SchedulingMode) {
        // Every number with few pages; with more pages those that share factors with K.
        for contacts in 1...50 {
            for reads in 1...4 {
                let pages = 4
                var scheduler = ReadScheduler(pages: pages, mode: mode)
                let rounds = Self.roundsUntilAllIsRead(
                    &scheduler, contacts: contacts, reads: reads, pages: pages, limit: 20_000)
                #expect(rounds != nil, "\(contacts) contacts, \(reads) reads")
            }
        }
    }

    /// … and while some ring and one is open, for those too that do not.
    @Test(arguments: [1, 2, 3, 4])
    func everyPageIsReadWhileOthersRing(reads: Int) {
        for contacts in [2, 4, 8] {
            var scheduler = ReadScheduler(pages: 8)
            let rounds = Self.roundsUntilAllIsRead(
                &scheduler, contacts: contacts, reads: reads, pages: 8, ringing: [0, 1],
                open: [1], limit: 20_000)
            #expect(rounds != nil, "\(contacts) contacts, \(reads) reads")
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

    /// Who has much to say gets what everybody gets, and holds up nobody: not who is silent either.
    @Test func backlogsGiveNobodyMoreThanATurn() {
        var scheduler = ReadScheduler(pages: 16)
        var random = RandomSource.seeded(5)
        let everywhere = PageHints(Array(0..<16), of: 16)
        var counts: [UInt32: Int] = [:]
        for round in 1...3_000 as ClosedRange<UInt64> {
            // Slot 1 is away and claims to have something at every page, again and again.
            scheduler.learned(
                1, source: ChannelID(conversation: "a", epoch: 1), hints: everywhere,
                writtenIn: round - 1, readIn: round)
            let picked = scheduler.pick(
                count: 2, round: round, peers: [1, 2, 3, 4, 5, 6], ringing: [1, 2, 3, 4, 5],
                open: [], capacity: 1_000, random: &random)
            for slot in picked {
                counts[slot, default: 0] += 1
                scheduler.didRead(slot, round: round)
            }
        }
        let others = (2...5).compactMap { counts[$0] }
        #expect((counts[1] ?? 0) < (others.max() ?? 0) + 40, "\(counts)")
        #expect((counts[1] ?? 0) > (others.min() ?? 0) - 40, "\(counts)")
        #expect((counts[6] ?? 0) > 60, "\(counts)")
    }

    /// A reader that knows at which pages something lies has all of it after one pass of K rounds.
    @Test func hintedPagesTakeOnePass() {
        let pages = 128
        var random = RandomSource.seeded(6)
        let peers = (0..<50 as Range<UInt32>).map { $0 }
        let ringing = Set(peers.prefix(10))
        var scheduler = ReadScheduler(pages: pages)
        var missing: Set<[Int]> = []
        for (index, slot) in ringing.sorted().enumerated() {
            // Three pages each, no two of them in the same round.
            let held = (0..<3).map { $0 * 40 + index * 4 }
            scheduler.learned(
                slot, source: ChannelID(conversation: "c", epoch: 1),
                hints: PageHints(held, of: pages), writtenIn: 1_000,
                readIn: 1_280)
            missing.formUnion(held.map { [Int(slot), $0] })
        }
        for round in 1_281..<UInt64(1_281 + pages) {
            let picked = scheduler.pick(
                count: 2, round: round, peers: peers, ringing: ringing, open: [],
                capacity: 1_000, random: &random)
            for slot in picked {
                scheduler.didRead(slot, round: round)
                missing.remove([Int(slot), Int(round) % pages])
            }
        }
        #expect(missing.isEmpty, "\(missing.count) of 30 missing after one pass")
    }

    /// In the strict mode reads do not depend on bells, hints or on what is open.
    @Test func strictReadsDependOnContactsAlone() {
        func picks(_ ringing: Set<UInt32>, _ open: [UInt32]) -> [[UInt32]] {
            var scheduler = ReadScheduler(pages: 16, mode: .strict)
            var random = RandomSource.seeded(8)
            return (0..<400 as Range<UInt64>).map { round in
                let picked = scheduler.pick(
                    count: 1, round: round, peers: [1, 2, 3], ringing: ringing, open: open,
                    capacity: 1_000, random: &random)
                scheduler.learned(
                    1, source: ChannelID(conversation: "a", epoch: 1),
                    hints: PageHints([1], of: 16), writtenIn: round,
                    readIn: round + 1)
                return picked
            }
        }
        let quiet = picks([], [])
        #expect(quiet == picks([2, 3], [3]))
        for slot in [1, 2, 3] as [UInt32] {
            let count = quiet.count { $0 == [slot] }
            #expect((45...55).contains(count), "\(count) of 400 for one of 8 shares")
        }
    }
}
