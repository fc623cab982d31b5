import NIOCore

/// Messages to the other server that leave together: one write and one flush for all that a turn of
/// the event loop has produced.
struct LinkWriter {
    /// Beyond this much, what has gathered leaves at once.
    private static let flushByteCount = 1 << 18

    var channel: (any Channel)?
    private var pending = ByteBuffer()

    mutating func write(_ message: [UInt8]) {
        guard channel != nil else { return }
        pending.reserveCapacity(minimumWritableBytes: 4 + message.count)
        pending.writeInteger(UInt32(message.count))
        pending.writeBytes(message)
        if pending.readableBytes >= Self.flushByteCount { flush() }
    }

    mutating func flush() {
        guard pending.readableBytes > 0 else { return }
        let bytes = pending
        pending = ByteBuffer()
        channel?.writeAndFlush(bytes, promise: nil)
    }

    /// Another connection, or none: what was meant for the old one is dropped.
    mutating func replace(_ channel: (any Channel)?) {
        pending = ByteBuffer()
        self.channel = channel
    }

    /// Sends what waits and closes.
    mutating func close() {
        flush()
        channel?.close(promise: nil)
        replace(nil)
    }
}
