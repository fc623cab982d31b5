import Wire

/// How long messages of a conversation last.
///
/// Each program counts by its own clock and from what it has seen itself: nobody's claim about
/// times decides when something disappears.
package struct Lifetime: Equatable, Sendable, Codable {
    package enum Start: String, Sendable, Codable, CaseIterable {
        /// From reading; for the author from sending.
        case reading
        /// From sending; for readers from the message's arrival.
        case sending
    }

    /// From five seconds to a year.
    package static let range: ClosedRange<UInt32> = 5...31_536_000

    package var seconds: UInt32
    package var start: Start

    /// - Returns: nil if nobody could mean such a time.
    package init?(seconds: UInt64, start: Start) {
        guard let value = UInt32(exactly: seconds), Self.range.contains(value) else { return nil }
        self.seconds = value
        self.start = start
    }

    var milliseconds: Int64 { Int64(seconds) * 1_000 }

    /// Five bytes.
    var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.writeInteger(seconds)
        writer.writeInteger(UInt8(start == .reading ? 0 : 1))
        return writer.bytes
    }

    /// - Throws: `WireError` for a time that nobody could mean.
    init(_ reader: inout ByteReader) throws(WireError) {
        let seconds: UInt32 = try reader.readInteger("lifetime")
        let start: UInt8 = try reader.readInteger("start")
        guard start <= 1,
            let lifetime = Lifetime(
                seconds: UInt64(seconds), start: start == 0 ? .reading : .sending)
        else { throw WireError(.invalidValue, "a lifetime of \(seconds) seconds") }
        self = lifetime
    }
}
