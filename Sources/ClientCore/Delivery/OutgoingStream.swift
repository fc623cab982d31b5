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

    private enum CodingKeys: String, CodingKey {
        case incarnation, base, bytes, marks, acknowledged, published
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
        published = try container.decode(UInt64.self, forKey: .published)
        fresh = published
        repetition = base
    }

    var end: UInt64 { base + UInt64(bytes.count) }
    package var hasUnacknowledged: Bool { !bytes.isEmpty }
    var hasFresh: Bool { fresh < end }

    /// Appends one item: its length, then its content.
    package mutating func append(_ item: [UInt8], message: String?) {
        let length = UInt32(item.count)
        for shift in [24, 16, 8, 0] as [UInt32] {
            bytes.append(UInt8(truncatingIfNeeded: length >> shift))
        }
        bytes.append(contentsOf: item)
        if let message { marks.append(Mark(message: message, end: end)) }
    }

    /// The next segment of at most so many bytes: what was never sent first, then repetitions of
    /// what is unacknowledged, in turn.
    package mutating func nextSegment(limit: Int, freshOnly: Bool) -> CellPayload.Segment? {
        guard limit > 0, hasUnacknowledged else { return nil }
        if hasFresh {
            let segment = slice(from: fresh, limit: limit)
            fresh = segment.end
            return segment
        }
        guard !freshOnly else { return nil }
        if repetition < base || repetition >= end { repetition = base }
        let segment = slice(from: repetition, limit: limit)
        repetition = segment.end
        return segment
    }

    private func slice(from offset: UInt64, limit: Int) -> CellPayload.Segment {
        let start = bytes.startIndex + Int(offset - base)
        let stop = min(bytes.endIndex, start + limit)
        return CellPayload.Segment(offset: offset, bytes: Array(bytes[start..<stop]))
    }

    /// The frame with this segment did not make it into a round.
    package mutating func lost(offset: UInt64) { fresh = max(base, min(fresh, offset)) }

    /// The frame with these bytes was in the write set of its round.
    /// - Returns: the messages that have now been in the slot as a whole.
    mutating func published(_ range: Range<UInt64>) -> [String] {
        guard range.lowerBound <= published, range.upperBound > published else { return [] }
        let before = published
        published = range.upperBound
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
        return dropAcknowledged()
    }

    /// Nobody waits for this reader any more: it has left.
    /// - Returns: the messages that every other reader has.
    mutating func forget(reader leaf: UInt32) -> [String] {
        acknowledged[leaf] = nil
        return dropAcknowledged()
    }

    /// The messages that somebody lacks.
    var messages: [String] { marks.map(\.message) }

    /// Those who have not acknowledged everything.
    var waitingFor: [UInt32] { acknowledged.filter { $0.value < end }.map(\.key) }

    private mutating func dropAcknowledged() -> [String] {
        let complete = acknowledged.values.min() ?? end
        guard complete > base else { return [] }
        bytes = Data(bytes.dropFirst(Int(complete - base)))
        base = complete
        fresh = max(fresh, base)
        published = max(published, base)
        let delivered = marks.filter { $0.end <= base }.map(\.message)
        marks.removeAll { $0.end <= base }
        return delivered
    }
}
