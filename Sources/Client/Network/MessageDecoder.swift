import NIOCore
import Wire

/// Cuts the leader's byte stream into messages: a 32-bit length, then so many bytes.
struct MessageDecoder: NIOSingleStepByteToMessageDecoder {
    typealias InboundOut = [UInt8]

    /// A message that is longer than any message may be, or empty.
    struct ImpossibleLength: Error {}

    let maximumByteCount: Int

    mutating func decode(buffer: inout ByteBuffer) throws -> [UInt8]? {
        guard let length = buffer.getInteger(at: buffer.readerIndex, as: UInt32.self) else {
            return nil
        }
        guard length > 0, length <= maximumByteCount else { throw ImpossibleLength() }
        guard buffer.readableBytes >= 4 + Int(length) else { return nil }
        buffer.moveReaderIndex(forwardBy: 4)
        return buffer.readBytes(length: Int(length))
    }

    mutating func decodeLast(buffer: inout ByteBuffer, seenEOF: Bool) throws -> [UInt8]? {
        try decode(buffer: &buffer)
    }
}
