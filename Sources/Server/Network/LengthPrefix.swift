import NIOCore

/// Messages behind their length as a 32-bit big-endian integer.
enum LengthPrefix {
    struct TooLong: Error {}

    /// A message as it goes onto the wire.
    static func encode(_ message: [UInt8]) -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: 4 + message.count)
        buffer.writeInteger(UInt32(message.count))
        buffer.writeBytes(message)
        return buffer
    }

    /// Takes messages out of the stream.
    ///
    /// A length above the limit is an error before any of the message is kept.
    struct Decoder: NIOSingleStepByteToMessageDecoder {
        typealias InboundOut = [UInt8]

        let limit: Int

        mutating func decode(buffer: inout ByteBuffer) throws -> [UInt8]? {
            guard let length = buffer.getInteger(at: buffer.readerIndex, as: UInt32.self) else {
                return nil
            }
            guard Int(length) <= limit else { throw TooLong() }
            guard buffer.readableBytes >= 4 + Int(length) else { return nil }
            buffer.moveReaderIndex(forwardBy: 4)
            return buffer.readBytes(length: Int(length))
        }

        mutating func decodeLast(buffer: inout ByteBuffer, seenEOF: Bool) throws -> [UInt8]? {
            try decode(buffer: &buffer)
        }
    }
}
