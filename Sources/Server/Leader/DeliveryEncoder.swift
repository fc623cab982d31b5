import NIOCore
import ServerCore
import Wire

/// Puts the messages of a round behind their lengths.
///
/// What is a client's own is written where the message before it was, which TLS has sealed by then:
/// memory that the processor has at hand. A bell table is the same for all: it is copied once, and
/// every client's write refers to that copy.
struct DeliveryEncoder {
    private let allocator = ByteBufferAllocator()
    private var head: ByteBuffer
    private var table: (round: UInt64, bytes: ByteBuffer)?

    init() { head = allocator.buffer(capacity: 4_096) }

    /// Hands the parts of a message to a client's connection.
    mutating func send(_ delivery: LeaderOutput.Delivery, to handler: ClientHandler) {
        // If somebody still holds the last message's bytes, this makes room elsewhere.
        head.clear()
        switch delivery.content {
        case .message(let message):
            head.writeInteger(UInt32(message.count))
            head.writeBytes(message)
            handler.write(head)
        case .answer(let answers, let member):
            head.writeInteger(UInt32(answers.messageByteCount))
            head.writeBytes(answers.prefix)
            head.writeBytes(answers.answers(member))
            handler.write(head)
            guard let bells = answers.bells else { break }
            handler.write(tableBuffer(bells, round: answers.round.rawValue))
            handler.write(allocator.buffer(bytes: answers.tail(member)))
        }
        handler.flush()
    }

    private mutating func tableBuffer(_ bells: [UInt8], round: UInt64) -> ByteBuffer {
        if let table, table.round == round { return table.bytes }
        let bytes = allocator.buffer(bytes: bells)
        table = (round, bytes)
        return bytes
    }
}
