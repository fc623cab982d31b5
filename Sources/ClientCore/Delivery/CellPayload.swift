package import Wire

/// What a cell holds inside: acknowledgements, the pages of the rest, then segments of the sender's
/// stream.
package struct CellPayload: Sendable, Equatable {
    package static let version: UInt8 = 2
    /// The owner has not given the conversation a position in its bell.
    package static let noBellPosition: UInt8 = 0xFF
    static let headerByteCount = 1 + 1 + 8 + 4 + 8 + 8 + 1 + 1
    static let acknowledgementByteCount = 4 + 4 + 8 + 4
    static let segmentHeaderByteCount = 8 + 2

    /// How far its author has received the stream of one member.
    package struct Acknowledgement: Sendable, Equatable {
        package var leaf: UInt32
        package var incarnation: UInt32
        package var offset: UInt64
        /// Bytes missing at the offset, with something beyond them already there; 0 if nothing is.
        package var gap: UInt32

        package init(leaf: UInt32, incarnation: UInt32, offset: UInt64, gap: UInt32 = 0) {
            self.leaf = leaf
            self.incarnation = incarnation
            self.offset = offset
            self.gap = gap
        }
    }

    /// Consecutive bytes of the author's stream.
    package struct Segment: Sendable, Equatable {
        package var offset: UInt64
        package var bytes: [UInt8]

        package init(offset: UInt64, bytes: [UInt8]) {
            self.offset = offset
            self.bytes = bytes
        }

        var end: UInt64 { offset + UInt64(bytes.count) }
    }

    /// Where the owner keeps this conversation's bit in its bell.
    package var bellPosition: UInt8 = noBellPosition
    /// The round in which the cell was written.
    package var round: Round
    /// Drawn when the author's stream began.
    package var incarnation: UInt32
    /// The channel in which the author last said something before this one.
    package var previousChannel: UInt64 = 0
    /// Where its stream there ended; 0 if it has said nothing before.
    package var previousEnd: UInt64 = 0
    package var acknowledgements: [Acknowledgement] = []
    /// Where in the author's ring the rest lies of what this conversation's readers miss.
    package var pages = PageHints()
    package var segments: [Segment] = []
    /// The author is writing something.
    ///
    /// Told only where there is room in a cell that goes out anyway.
    package var isTyping = false
    /// Stands in place of a segment's offset, with a length of zero: versions that do not know it
    /// take it for the end.
    private static let typingMark: UInt64 = 1
    /// Bytes that this payload may take when encoded; a signature needs the rest.
    var byteLimit = CellKey.payloadByteCount

    package init(round: Round, incarnation: UInt32) {
        self.round = round
        self.incarnation = incarnation
    }

    /// Bytes left for segments, their headers included.
    var segmentRoom: Int { room + Self.segmentHeaderByteCount }

    /// Bytes left for another segment's content.
    var room: Int {
        byteLimit - Self.headerByteCount
            - acknowledgements.count * Self.acknowledgementByteCount - pages.bytes.count
            - segments.reduce(0) { $0 + Self.segmentHeaderByteCount + $1.bytes.count }
            - Self.segmentHeaderByteCount
    }

    package var encoded: [UInt8] {
        var writer = ByteWriter(reserving: CellKey.payloadByteCount)
        writer.writeInteger(Self.version)
        writer.writeInteger(bellPosition)
        writer.writeInteger(round.rawValue)
        writer.writeInteger(incarnation)
        writer.writeInteger(previousChannel)
        writer.writeInteger(previousEnd)
        writer.writeInteger(UInt8(acknowledgements.count))
        for acknowledgement in acknowledgements {
            writer.writeInteger(acknowledgement.leaf)
            writer.writeInteger(acknowledgement.incarnation)
            writer.writeInteger(acknowledgement.offset)
            writer.writeInteger(acknowledgement.gap)
        }
        writer.writeInteger(UInt8(pages.bytes.count))
        writer.write(pages.bytes)
        for segment in segments {
            writer.writeInteger(segment.offset)
            writer.writeInteger(UInt16(segment.bytes.count))
            writer.write(segment.bytes)
        }
        if isTyping, segmentRoom >= Self.segmentHeaderByteCount {
            writer.writeInteger(Self.typingMark)
            writer.writeInteger(UInt16(0))
        }
        return writer.bytes
    }

    /// - Parameter bytes: zeros after the last segment.
    package init(_ bytes: [UInt8]) throws(WireError) {
        var reader = ByteReader(bytes)
        let version: UInt8 = try reader.readInteger("version")
        guard version == Self.version else {
            throw WireError(.unknownVersion, "a cell of version \(version)")
        }
        bellPosition = try reader.readInteger("bell position")
        round = Round(rawValue: try reader.readInteger("round"))
        incarnation = try reader.readInteger("incarnation")
        previousChannel = try reader.readInteger("channel")
        previousEnd = try reader.readInteger("end")
        let count: UInt8 = try reader.readInteger("acknowledgements")
        for _ in 0..<count {
            acknowledgements.append(
                Acknowledgement(
                    leaf: try reader.readInteger("leaf"),
                    incarnation: try reader.readInteger("incarnation"),
                    offset: try reader.readInteger("offset"),
                    gap: try reader.readInteger("gap")))
        }
        let pageByteCount: UInt8 = try reader.readInteger("pages")
        guard pageByteCount <= PageHints.byteLimit else {
            throw WireError(.invalidValue, "\(pageByteCount) bytes of pages")
        }
        pages = PageHints(bytes: try reader.read(Int(pageByteCount), "pages"))
        while reader.remaining >= Self.segmentHeaderByteCount {
            let offset: UInt64 = try reader.readInteger("offset")
            let length: UInt16 = try reader.readInteger("length")
            guard length > 0 else {
                isTyping = offset == Self.typingMark
                break
            }
            guard offset <= UInt64.max - UInt64(length) else {
                throw WireError(.invalidValue, "a segment beyond the end of the stream")
            }
            segments.append(
                Segment(offset: offset, bytes: try reader.read(Int(length), "segment")))
        }
    }
}
