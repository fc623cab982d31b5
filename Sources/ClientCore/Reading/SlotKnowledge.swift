/// What a reader knows of the rings of others: who is away, and at which of its pages something
/// lies that has not been read.
struct SlotKnowledge: Sendable {
    private struct Ring: Sendable {
        /// The newest hints of each channel and the round in which they were written.
        var hints: [ChannelID: (round: UInt64, pages: [Int])] = [:]
        /// The last round in which each page was read.
        var readIn: [Int: UInt64] = [:]
        var isAway = false
        /// Hinted pages that have not been read since.
        var wanted: Set<Int> = []
    }

    private let pageCount: Int
    private var rings: [UInt32: Ring] = [:]

    init(pageCount: Int) { self.pageCount = max(1, pageCount) }

    private func plane(_ round: UInt64) -> Int { Int(round % UInt64(pageCount)) }

    func page(of slot: UInt32, _ round: UInt64) -> FairTurns.Page {
        guard let ring = rings[slot], ring.isAway, !ring.wanted.isEmpty else { return .unknown }
        return ring.wanted.contains(plane(round)) ? .wanted : .elsewhere
    }

    mutating func didRead(_ slot: UInt32, round: UInt64) {
        let plane = plane(round)
        rings[slot, default: Ring()].readIn[plane] = round
        rings[slot]?.wanted.remove(plane)
    }

    mutating func learned(
        _ slot: UInt32, source: ChannelID, hints: PageHints, writtenIn: UInt64, readIn: UInt64
    ) {
        var ring = rings[slot] ?? Ring()
        defer { rings[slot] = ring }
        ring.isAway = writtenIn < readIn
        guard writtenIn > ring.hints[source]?.round ?? 0 else { return }
        ring.hints[source] = (writtenIn, hints.pages(of: pageCount))
        // All pages have been written anew since.
        ring.hints = ring.hints.filter { $0.value.round + UInt64(pageCount) > writtenIn }
        ring.wanted = []
        for (round, pages) in ring.hints.values {
            for page in pages
            where ring.readIn[page].map({ round >= $0 + UInt64(pageCount) }) ?? true {
                ring.wanted.insert(page)
            }
        }
    }

    mutating func heard(_ slot: UInt32) { rings[slot]?.isAway = false }
}
