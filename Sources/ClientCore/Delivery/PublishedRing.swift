/// What the K pages of the own slot hold, as far as this run of the program knows.
///
/// Not stored: after a restart nothing is known, and all that is unacknowledged is published again.
/// A page counts as written from the moment its frame is prepared; if that frame is lost, nothing
/// is known of the page (the older cell is still there, or another one).
struct PublishedRing: Sendable {
    /// A cell of one channel.
    struct Page: Sendable {
        var round: UInt64
        var channel: ChannelID
        var segments: [Range<UInt64>]
    }

    let pageCount: Int
    private var pages: [Int: Page] = [:]

    init(pageCount: Int) { self.pageCount = max(1, pageCount) }

    func plane(_ round: UInt64) -> Int { Int(round % UInt64(pageCount)) }

    /// What the page of a round holds before that round.
    func page(_ round: UInt64) -> Page? { pages[plane(round)] }

    /// The page of a round now holds this, or nothing that anybody could read.
    mutating func write(_ page: Page?, round: UInt64) { pages[plane(round)] = page }

    /// The frame of a round was lost, or nobody knows what became of it.
    mutating func forget(round: UInt64) {
        guard pages[plane(round)]?.round == round else { return }
        pages[plane(round)] = nil
    }

    mutating func forget(_ channel: ChannelID) {
        pages = pages.filter { $0.value.channel != channel }
    }

    /// Bytes of each channel's stream that pages hold, apart from the page that is to be
    /// overwritten.
    func coverage(except plane: Int) -> [ChannelID: RangeSet<UInt64>] {
        var coverage: [ChannelID: RangeSet<UInt64>] = [:]
        for (index, page) in pages where index != plane {
            for segment in page.segments {
                coverage[page.channel, default: RangeSet()].insert(contentsOf: segment)
            }
        }
        return coverage
    }

    /// Pages that together hold all that the ring holds of what a conversation's readers miss, the
    /// newest first; what lies in several of them counts once.
    /// - Parameter base: from where on bytes of an epoch's stream matter; nil when none do.
    func pages(
        of conversation: String, unacknowledgedFrom base: (UInt64) -> UInt64?
    ) -> [Int] {
        var found: [Int] = []
        var covered: [UInt64: RangeSet<UInt64>] = [:]
        let own = pages.filter { $0.value.channel.conversation == conversation }
        for (index, page) in own.sorted(by: { $0.value.round > $1.value.round }) {
            guard let start = base(page.channel.epoch) else { continue }
            var bytes = RangeSet<UInt64>()
            for segment in page.segments where segment.upperBound > start {
                bytes.insert(contentsOf: max(start, segment.lowerBound)..<segment.upperBound)
            }
            let known = covered[page.channel.epoch] ?? RangeSet()
            guard !bytes.subtracting(known).isEmpty else { continue }
            covered[page.channel.epoch] = known.union(bytes)
            found.append(index)
        }
        return found
    }
}
