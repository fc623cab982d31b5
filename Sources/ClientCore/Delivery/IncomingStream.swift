import FoundationEssentials

/// Another member's byte stream as it arrives: in pieces, repeated and in any order.
package struct IncomingStream: Codable, Sendable {
    /// The largest item, and the most that is kept ahead of a gap.
    package static let itemLimit = 1 << 20

    /// What one cell's segments brought.
    package struct Progress {
        package var items: [[UInt8]] = []
        /// Something new arrived in order: worth storing.
        var advanced = false
        /// There were segments at all: the sender wants to know how far they came.
        var acknowledges = false
    }

    package private(set) var incarnation: UInt32?
    /// All bytes before have arrived and were handed on, or wait in ``partial``.
    package private(set) var next: UInt64 = 0
    /// The beginning of an item that is not complete.
    private var partial = Data()
    /// The stream broke its own rules; nothing more is read from it.
    package private(set) var isBroken = false
    /// What arrived ahead of a gap. Not stored: it was never acknowledged.
    private var ahead: [UInt64: [UInt8]] = [:]
    private var aheadByteCount = 0

    package init() {}

    /// Bytes kept ahead of a gap.
    package var bufferedByteCount: Int { aheadByteCount }

    private enum CodingKeys: String, CodingKey { case incarnation, next, partial, isBroken }

    package mutating func receive(
        _ segments: [CellPayload.Segment], incarnation: UInt32
    ) -> Progress {
        var progress = Progress()
        guard !isBroken, !segments.isEmpty else { return progress }
        if self.incarnation == nil { self.incarnation = incarnation }
        // Another incarnation is a restored sender's: it rejoins with a fresh leaf.
        guard self.incarnation == incarnation else { return progress }
        progress.acknowledges = true
        for segment in segments { keep(segment) }
        while let segment = nextInOrder() {
            partial.append(contentsOf: segment)
            next += UInt64(segment.count)
            progress.advanced = true
        }
        if progress.advanced { progress.items = takeItems() }
        return progress
    }

    private mutating func keep(_ segment: CellPayload.Segment) {
        guard segment.end > next, segment.offset < next + UInt64(Self.itemLimit),
            aheadByteCount + segment.bytes.count <= 2 * Self.itemLimit,
            (ahead[segment.offset]?.count ?? 0) < segment.bytes.count
        else { return }
        aheadByteCount += segment.bytes.count - (ahead[segment.offset]?.count ?? 0)
        ahead[segment.offset] = segment.bytes
    }

    /// Bytes that continue the stream, from whatever segment covers its end.
    private mutating func nextInOrder() -> [UInt8]? {
        guard let offset = ahead.keys.filter({ $0 <= next }).max(),
            let bytes = ahead.removeValue(forKey: offset)
        else { return nil }
        aheadByteCount -= bytes.count
        let end = offset + UInt64(bytes.count)
        guard end > next else { return nextInOrder() }
        return Array(bytes.suffix(Int(end - next)))
    }

    private mutating func takeItems() -> [[UInt8]] {
        var items: [[UInt8]] = []
        while partial.count >= 4 {
            let length = partial.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            guard length <= Self.itemLimit else {
                isBroken = true
                partial = Data()
                return items
            }
            guard partial.count >= 4 + length else { break }
            items.append(Array(partial.dropFirst(4).prefix(length)))
            partial = Data(partial.dropFirst(4 + length))
        }
        return items
    }
}
