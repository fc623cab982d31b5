import NIOCore

/// Takes messages out of a stream, and of long ones only as much as is looked at: a bell table for
/// each of ten thousand clients would keep this machine busy.
struct MessageReader {
    /// Type and round.
    private static let glance = 9

    /// Whether messages are kept whole.
    var keepsAll = true
    private var header: [UInt8] = []
    private var kept: [UInt8] = []
    private var remaining = 0

    /// - Returns: Each message that is complete now: its bytes, or its first ones.
    mutating func read(_ buffer: inout ByteBuffer) -> [[UInt8]] {
        var messages: [[UInt8]] = []
        while buffer.readableBytes > 0 {
            if header.count < 4 {
                header +=
                    buffer.readBytes(length: min(4 - header.count, buffer.readableBytes)) ?? []
                guard header.count == 4 else { break }
                remaining = header.reduce(0) { $0 << 8 | Int($1) }
                kept = []
                continue
            }
            let count = min(remaining, buffer.readableBytes)
            let wanted = keepsAll ? count : min(count, max(0, Self.glance - kept.count))
            kept += buffer.readBytes(length: wanted) ?? []
            buffer.moveReaderIndex(forwardBy: count - wanted)
            remaining -= count
            if remaining == 0 {
                messages.append(kept)
                header = []
            }
        }
        return messages
    }
}
