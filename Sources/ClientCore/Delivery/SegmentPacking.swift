/// Ranges of a stream that share a cell, as far as there is room.
struct SegmentPacking {
    /// A segment of less than this is not worth its header.
    private static let leastByteCount: UInt64 = 16

    private(set) var ranges: [Range<UInt64>] = []
    private(set) var taken = RangeSet<UInt64>()
    private var room: Int

    /// - Parameter room: bytes, headers of segments included.
    init(room: Int) { self.room = room }

    /// Adds as much of a range as there is room for; what follows on the last one joins it.
    /// - Returns: where the added part ends; nil if there is no room.
    @discardableResult
    mutating func add(_ range: Range<UInt64>) -> UInt64? {
        guard !range.isEmpty else { return range.upperBound }
        let joins = ranges.last?.upperBound == range.lowerBound
        let header = joins ? 0 : CellPayload.segmentHeaderByteCount
        guard room > header else { return nil }
        let count = min(range.upperBound - range.lowerBound, UInt64(room - header))
        let isWhole = count == range.upperBound - range.lowerBound
        guard joins || isWhole || count >= Self.leastByteCount || ranges.isEmpty else { return nil }
        let part = range.lowerBound..<range.lowerBound + count
        if joins, let last = ranges.popLast() {
            ranges.append(last.lowerBound..<part.upperBound)
        } else {
            ranges.append(part)
        }
        taken.insert(contentsOf: part)
        room -= header + Int(count)
        return part.upperBound
    }
}
