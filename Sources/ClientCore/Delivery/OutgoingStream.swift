import FoundationEssentials

/// The own byte stream in one epoch of a conversation: everything that some member has not
/// acknowledged yet, and how much of it has been in a slot.
package struct OutgoingStream: Codable, Sendable {
    /// The end of a message in the stream.
    struct Mark: Codable, Sendable, Equatable {
        var message: String
        var end: UInt64
    }

    /// Drawn when the stream begins, so that a restored vault's stream is not taken for it.
    package let incarnation: UInt32
    /// Everything before has been acknowledged by all and is gone.
    private(set) var base: UInt64 = 0
    private var bytes = Data()
    private var marks: [Mark] = []
    private var acknowledged: [UInt32: UInt64]
    /// Readers who are to have what is here, and whose word nothing waits for: they are out of the
    /// group, and read on to the commit that put them out.
    private var unawaited: Set<UInt32>?
    /// Everything before has been in the own slot.
    private(set) var published: UInt64 = 0
    /// Where the next segment begins that has never been in a frame.
    ///
    /// Not stored: after a restart all that is unpublished counts as fresh.
    private var fresh: UInt64 = 0
    /// Where the next repetition begins.
    ///
    /// Not stored.
    private var repetition: UInt64 = 0
    /// What has been in the slot after ``published``, with something missing before.
    ///
    /// Not stored.
    private var publishedAhead = RangeSet<UInt64>()
    /// Gaps that readers have told of, until they were published once more.
    ///
    /// Not stored.
    private var requested = RangeSet<UInt64>()
    /// The newest round in which each reader told of a gap.
    ///
    /// Not stored.
    private var requestRounds: [UInt32: UInt64] = [:]
    /// So many bytes after ``base`` may be in the ring; what lies beyond waits.
    ///
    /// Not stored: it depends on what other conversations need.
    package var window = UInt64.max
    /// The round since which nobody has acknowledged anything that waits.
    private(set) var waitingSince: UInt64?

    private enum CodingKeys: String, CodingKey {
        case incarnation, base, bytes, marks, acknowledged, unawaited, published, waitingSince
    }

    package init(incarnation: UInt32, readers: some Sequence<UInt32>) {
        self.incarnation = incarnation
        acknowledged = Dictionary(uniqueKeysWithValues: readers.map { ($0, 0) })
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        incarnation = try container.decode(UInt32.self, forKey: .incarnation)
        base = try container.decode(UInt64.self, forKey: .base)
        bytes = try container.decode(Data.self, forKey: .bytes)
        marks = try container.decode([Mark].self, forKey: .marks)
        acknowledged = try container.decode([UInt32: UInt64].self, forKey: .acknowledged)
        unawaited = try container.decodeIfPresent(Set<UInt32>.self, forKey: .unawaited)
        published = try container.decode(UInt64.self, forKey: .published)
        waitingSince = try container.decodeIfPresent(UInt64.self, forKey: .waitingSince)
        fresh = published
        repetition = base
    }

    var end: UInt64 { base + UInt64(bytes.count) }
    /// The end of what the ring has room for.
    ///
    /// Counted from what the slowest reader lacks; half of the room belongs to the fastest, so
    /// that nobody who stays away holds up the others.
    private var limit: UInt64 {
        guard window < end - base else { return end }
        let fastest = acknowledged.values.max() ?? base
        return min(end, max(base + window, fastest + window / 2))
    }
    package var hasUnacknowledged: Bool { !bytes.isEmpty }
    package var unacknowledgedByteCount: Int { bytes.count }
    /// What the reader who is furthest has not acknowledged.
    var unacknowledgedByteCountOfFastest: Int {
        Int(end - min(end, acknowledged.values.max() ?? base))
    }
    /// Something that has never been in a frame, and that the ring has room for.
    package var hasFresh: Bool { fresh < limit }
    /// Messages that do not fit into the ring until somebody has acknowledged others.
    package var heldBackCount: Int { marks.count { $0.end > limit } }
    /// What belongs into the ring: it was published, and there is room for it; of more, the oldest
    /// and the newest half.
    private var kept: RangeSet<UInt64> {
        let stop = max(base, min(fresh, limit))
        guard stop > base else { return RangeSet() }
        guard stop - base > window else { return RangeSet(base..<stop) }
        var kept = RangeSet(base..<base + window / 2)
        kept.insert(contentsOf: stop - window / 2..<stop)
        return kept
    }

    /// Appends one item: its length, then its content.
    package mutating func append(_ item: [UInt8], message: String?) {
        let length = UInt32(item.count)
        for shift in [24, 16, 8, 0] as [UInt32] {
            bytes.append(UInt8(truncatingIfNeeded: length >> shift))
        }
        bytes.append(contentsOf: item)
        if let message { marks.append(Mark(message: message, end: end)) }
        // Nobody is there to read it.
        if acknowledged.isEmpty { _ = dropAcknowledged() }
    }

    /// What should be in the ring and is not: published bytes that no page is known to hold, and
    /// gaps that a reader has told of.
    /// - Parameter covered: bytes that pages hold.
    package func missing(covered: RangeSet<UInt64>) -> RangeSet<UInt64> {
        let published = RangeSet(base..<max(base, fresh))
        return kept.subtracting(covered).union(requested.intersection(published))
    }

    /// The segments of a cell: what is missing from the ring first, then what was never published,
    /// then repetitions, so that neighbouring bytes come to share a cell.
    /// - Parameters:
    ///   - room: bytes for segments, headers included.
    ///   - covered: bytes that other pages hold.
    package mutating func nextSegments(
        room: Int, covered: RangeSet<UInt64>
    ) -> [CellPayload.Segment] {
        guard hasUnacknowledged else { return [] }
        var packing = SegmentPacking(room: room)
        let missing = missing(covered: covered)
        for range in missing.ranges { packing.add(range) }
        requested.subtract(packing.taken)
        if hasFresh {
            let before = fresh
            fresh = packing.add(before..<limit) ?? before
        }
        if let last = packing.ranges.last { repetition = last.upperBound }
        repeatBytes(&packing)
        return packing.ranges.map {
            slice(from: $0.lowerBound, limit: Int($0.upperBound - $0.lowerBound))
        }
    }

    /// Fills the room that is left with what was published before, in turn.
    private mutating func repeatBytes(_ packing: inout SegmentPacking) {
        let kept = kept
        guard !kept.isEmpty else { return }
        if !kept.contains(repetition) { repetition = base }
        let start = repetition
        for range in [start..<max(start, fresh), base..<start] {
            let turn = RangeSet(range).intersection(kept).subtracting(packing.taken)
            for part in turn.ranges {
                guard let end = packing.add(part) else { return }
                repetition = end
            }
        }
    }

    /// A reader holds what comes after a gap, but not the gap: it is published once more.
    /// - Parameter round: in which the reader wrote that; older cells ask for nothing any more.
    package mutating func request(
        _ acknowledgement: CellPayload.Acknowledgement, from leaf: UInt32, round: UInt64
    ) {
        guard acknowledgement.incarnation == incarnation, acknowledgement.gap > 0,
            requestRounds[leaf].map({ $0 < round }) ?? true, let known = acknowledged[leaf]
        else { return }
        requestRounds[leaf] = round
        let end = acknowledgement.offset &+ UInt64(acknowledgement.gap)
        let lower = max(known, acknowledgement.offset)
        let upper = min(fresh, end)
        if lower < upper { requested.insert(contentsOf: lower..<upper) }
    }

    /// Notes since when somebody has been waited for.
    mutating func wait(since round: UInt64) {
        if hasUnacknowledged, waitingSince == nil { waitingSince = round }
    }

    private func slice(from offset: UInt64, limit: Int) -> CellPayload.Segment {
        let start = bytes.startIndex + Int(offset - base)
        let stop = min(bytes.endIndex, start + limit)
        return CellPayload.Segment(offset: offset, bytes: Array(bytes[start..<stop]))
    }

    /// The frame with these bytes was in the write set of its round.
    /// - Returns: the messages that have now been in the slot as a whole.
    package mutating func published(_ range: Range<UInt64>) -> [String] {
        guard range.upperBound > published else { return [] }
        publishedAhead.insert(contentsOf: range)
        guard let first = publishedAhead.ranges.first(where: { $0.upperBound > published }),
            first.lowerBound <= published
        else { return [] }
        let before = published
        published = first.upperBound
        publishedAhead.remove(contentsOf: 0..<published)
        return marks.filter { $0.end > before && $0.end <= published }.map(\.message)
    }

    /// A reader has everything before this offset.
    ///
    /// Acknowledgements merge by maximum, so that an old cell sets nothing back.
    /// - Returns: the messages that every reader now has; nil if nothing changed.
    package mutating func acknowledge(
        leaf: UInt32, incarnation: UInt32, offset: UInt64
    ) -> [String]? {
        guard incarnation == self.incarnation, let known = acknowledged[leaf], offset > known,
            offset <= end
        else { return nil }
        acknowledged[leaf] = offset
        waitingSince = nil
        return dropAcknowledged()
    }

    /// Nobody waits for this reader any more: it has left.
    /// - Returns: the messages that every other reader has.
    mutating func forget(reader leaf: UInt32) -> [String] {
        acknowledged[leaf] = nil
        unawaited?.remove(leaf)
        return dropAcknowledged()
    }

    /// Nobody waits for this reader's word any more, but what it lacks stays.
    /// - Returns: the messages that every other reader has.
    mutating func stopAwaiting(_ leaf: UInt32) -> [String] {
        guard acknowledged[leaf] != nil else { return [] }
        unawaited = (unawaited ?? []).union([leaf])
        return dropAcknowledged()
    }

    /// This reader's word is waited for again.
    mutating func await(_ leaf: UInt32) { unawaited?.remove(leaf) }

    /// What is here is said on, but no message is followed any more.
    mutating func forgetMessages() { marks = [] }

    /// The messages that somebody lacks.
    var messages: [String] { marks.map(\.message) }

    /// The messages of which a reader has not acknowledged the end.
    func messages(lackedBy leaf: UInt32) -> [String] {
        guard let known = acknowledged[leaf] else { return [] }
        return marks.filter { $0.end > known }.map(\.message)
    }

    /// Those who have not acknowledged everything.
    var waitingFor: [UInt32] { acknowledged.filter { $0.value < end }.map(\.key) }

    /// Somebody whose word is waited for is to read it.
    var hasReaders: Bool { !awaited.isEmpty }

    /// Somebody whose word is waited for lacks something.
    var isAwaited: Bool { awaited.contains { $0 < end } }

    func awaits(_ leaf: UInt32) -> Bool {
        acknowledged[leaf] != nil && unawaited?.contains(leaf) != true
    }

    /// How far those have come whose word is waited for.
    private var awaited: [UInt64] {
        acknowledged.filter { unawaited?.contains($0.key) != true }.map(\.value)
    }

    /// - Returns: the messages that all those have now whose word is waited for.
    private mutating func dropAcknowledged() -> [String] {
        dropBytes()
        let heard = awaited.min() ?? end
        let delivered = marks.filter { $0.end <= heard }.map(\.message)
        marks.removeAll { $0.end <= heard }
        return delivered
    }

    /// Drops what all readers have.
    private mutating func dropBytes() {
        let complete = acknowledged.values.min() ?? end
        guard complete > base else { return }
        bytes = Data(bytes.dropFirst(Int(complete - base)))
        base = complete
        fresh = max(fresh, base)
        published = max(published, base)
        requested.remove(contentsOf: 0..<base)
        publishedAhead.remove(contentsOf: 0..<published)
    }
}
