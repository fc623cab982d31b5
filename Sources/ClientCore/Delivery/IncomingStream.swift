import FoundationEssentials

/// Another member's byte stream as it arrives: in pieces, repeated and in any order.
///
/// Whatever a peer sends costs bounded memory, and time in proportion to what arrived.
package struct IncomingStream: Codable, Sendable {
    /// The largest item in bytes, and how far ahead of a gap segments are kept.
    package static let itemLimit = 1 << 19
    /// Pieces kept ahead of a gap: a window of cells.
    package static let pieceLimit = 1_024

    /// What one cell's segments brought.
    package struct Progress {
        package var items: [[UInt8]] = []
        /// Something new arrived in order: worth storing.
        var advanced = false
        /// There were segments at all: the sender wants to know how far they came.
        var acknowledges = false
    }

    package private(set) var incarnation: UInt32?
    /// Bytes of an item that is not complete.
    var partialByteCount: Int { partial.count }
    /// All bytes before have arrived and were handed on, or wait in ``partial``.
    package private(set) var next: UInt64 = 0
    /// The beginning of an item that is not complete.
    private var partial = Data()
    /// The stream broke its own rules; nothing more is read from it.
    package private(set) var isBroken = false
    /// What arrived ahead of a gap, by ascending offsets and without overlap.
    ///
    /// Not stored: it was never acknowledged.
    private var ahead: [CellPayload.Segment] = []

    private enum CodingKeys: String, CodingKey { case incarnation, next, partial, isBroken }

    package init() {}

    /// Bytes kept ahead of a gap.
    package var bufferedByteCount: Int { ahead.reduce(0) { $0 + $1.bytes.count } }

    /// Bytes missing at ``next`` before the first piece kept ahead; 0 if nothing is kept.
    package var gap: UInt32 { ahead.first.map { UInt32(clamping: $0.offset - next) } ?? 0 }

    /// - Parameter itemLimit: the largest item in bytes that this stream may hold.
    package mutating func receive(
        _ segments: [CellPayload.Segment], incarnation: UInt32, itemLimit: Int = Self.itemLimit
    ) -> Progress {
        var progress = Progress()
        guard !isBroken, !segments.isEmpty else { return progress }
        if self.incarnation == nil { self.incarnation = incarnation }
        // Another incarnation is a restored sender's: it rejoins with a fresh leaf.
        guard self.incarnation == incarnation else { return progress }
        progress.acknowledges = true
        for segment in segments { keep(segment) }
        progress.advanced = takeInOrder()
        if progress.advanced { progress.items = takeItems(itemLimit) }
        return progress
    }

    /// Keeps what of a segment is new: the parts that no piece kept earlier covers.
    private mutating func keep(_ segment: CellPayload.Segment) {
        let limit = next + UInt64(Self.itemLimit)
        var start = max(segment.offset, next)
        let end = min(segment.end, limit)
        guard start < end else { return }
        var index = firstPiece(endingAfter: start)
        while start < end {
            let following = index < ahead.endIndex ? ahead[index] : nil
            let stop = min(end, following?.offset ?? end)
            if start < stop {
                guard ahead.count < Self.pieceLimit else { return }
                let from = Int(start - segment.offset)
                let bytes = Array(segment.bytes[from..<from + Int(stop - start)])
                ahead.insert(CellPayload.Segment(offset: start, bytes: bytes), at: index)
                index += 1
            }
            guard let following else { return }
            start = max(stop, following.end)
            index += 1
        }
    }

    private func firstPiece(endingAfter offset: UInt64) -> Int {
        var range = ahead.indices
        while !range.isEmpty {
            let middle = (range.lowerBound + range.upperBound) / 2
            if ahead[middle].end > offset {
                range = range.lowerBound..<middle
            } else {
                range = middle + 1..<range.upperBound
            }
        }
        return range.lowerBound
    }

    private mutating func takeInOrder() -> Bool {
        var count = 0
        while count < ahead.count, ahead[count].offset == next {
            partial.append(contentsOf: ahead[count].bytes)
            next = ahead[count].end
            count += 1
        }
        ahead.removeFirst(count)
        return count > 0
    }

    /// Items are never empty: a flood of nothing is no stream.
    private mutating func takeItems(_ itemLimit: Int) -> [[UInt8]] {
        var items: [[UInt8]] = []
        let bytes = Array(partial)
        var position = 0
        while bytes.count - position >= 4 {
            let length = bytes[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
            guard (1...itemLimit).contains(length) else {
                isBroken = true
                partial = Data()
                ahead = []
                return items
            }
            guard bytes.count - position >= 4 + length else { break }
            items.append(Array(bytes[position + 4..<position + 4 + length]))
            position += 4 + length
        }
        if position > 0 { partial = Data(bytes[position...]) }
        return items
    }
}
