import NIOCore
import ServerCore
import Wire

/// Puts the messages of a round behind their lengths.
///
/// A bell table is the same for all: it is copied once, and every client's write refers to that
/// copy.
struct DeliveryEncoder {
    private let allocator = ByteBufferAllocator()
    private var table: (round: UInt64, bytes: ByteBuffer)?

    mutating func encode(_ delivery: LeaderOutput.Delivery) -> [ByteBuffer] {
        switch delivery.content {
        case .message(let message): return [LengthPrefix.encode(message)]
        case .answer(let answers, let member):
            let retrieved = answers.answers(member)
            var head = allocator.buffer(capacity: 4 + answers.prefix.count + retrieved.count)
            head.writeInteger(UInt32(answers.messageByteCount))
            head.writeBytes(answers.prefix)
            head.writeBytes(retrieved)
            guard let bells = answers.bells else { return [head] }
            return [
                head, tableBuffer(bells, round: answers.round.rawValue),
                allocator.buffer(bytes: answers.tail(member)),
            ]
        }
    }

    private mutating func tableBuffer(_ bells: [UInt8], round: UInt64) -> ByteBuffer {
        if let table, table.round == round { return table.bytes }
        let bytes = allocator.buffer(bytes: bells)
        table = (round, bytes)
        return bytes
    }
}
