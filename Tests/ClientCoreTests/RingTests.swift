import Testing

// The ring has no face of its own: the test looks inside.
@testable import ClientCore

/// Quotas, hints and what pages are known to hold.
@Suite struct RingTests {
    @Test func hintsSurviveARoundTrip() {
        for count in [2, 3, 8, 16, 100, 128] {
            let pages = (0..<count).filter { $0 % 3 == 1 }
            let hints = PageHints(bytes: PageHints(pages, of: count).bytes)
            #expect(hints.pages(of: count) == pages)
        }
        // With more than 128 pages a bit stands for neighbours as well.
        let coarse = PageHints([700], of: 1_000).pages(of: 1_000)
        #expect(coarse.contains(700))
        #expect(coarse.count <= 8)
        #expect(PageHints([1], of: 64).pages(of: 128).isEmpty)
    }

    @Test func theRoomIsDividedByEqualShares() {
        typealias Demand = RingQuotas.Demand
        func shares(_ cells: [Int], absent: Set<Int> = []) -> [Int] {
            RingQuotas.shares(
                cells.enumerated().map {
                    Demand(cells: $1, isLongAbsent: absent.contains($0))
                }, pages: 128)
        }
        #expect(shares([500]) == [112])
        #expect(shares([500, 500]) == [56, 56])
        #expect(shares([2, 500, 500]) == [2, 55, 55])
        #expect(shares([500, 500], absent: [1]) == [104, 8])
        #expect(shares([10, 500], absent: [1]) == [10, 102])
        #expect(shares([500, 500], absent: [0, 1]).allSatisfy { $0 >= 50 })
        #expect(shares([Int](repeating: 5, count: 300)).allSatisfy { $0 == 1 })
    }

    @Test func pagesThatHoldTheSameCountOnce() {
        let one = ChannelID(conversation: "a", epoch: 1)
        let other = ChannelID(conversation: "b", epoch: 1)
        var ring = PublishedRing(pageCount: 8)
        func write(_ round: UInt64, _ channel: ChannelID, _ range: Range<UInt64>) {
            ring.write(.init(round: round, channel: channel, segments: [range]), round: round)
        }
        write(0, one, 0..<100)
        write(1, one, 100..<200)
        write(2, other, 0..<50)
        write(3, one, 0..<100)
        write(12, one, 200..<300)
        #expect(ring.pages(of: "a") { _ in 0 } == [4, 3, 1])
        #expect(ring.pages(of: "a") { _ in 150 } == [4, 1])
        #expect(ring.pages(of: "a") { _ in nil }.isEmpty)
        #expect(ring.coverage(except: 1)[one] == RangeSet([0..<100, 200..<300]))
        ring.forget(round: 4)
        #expect(ring.coverage(except: 1)[one]?.contains(200) == true, "another cell is there now")
        ring.forget(round: 12)
        #expect(ring.coverage(except: 1)[one] == RangeSet(0..<100))
    }
}
