import NIOConcurrencyHelpers
import NIOCore
import ServerCore

/// The leader's open connections, by number; used on the engine's event loop alone.
struct ClientConnections {
    private var channels: [ConnectionID: any Channel] = [:]

    mutating func add(_ channel: any Channel, as connection: ConnectionID) {
        channels[connection] = channel
    }

    mutating func remove(_ connection: ConnectionID) { channels[connection] = nil }

    func send(_ message: [UInt8], to connection: ConnectionID) {
        channels[connection]?.writeAndFlush(LengthPrefix.encode(message), promise: nil)
    }

    func close(_ connection: ConnectionID) {
        channels[connection]?.close(promise: nil)
    }

    func closeAll() {
        for channel in channels.values { channel.close(promise: nil) }
    }

    /// Writes to all, then flushes all, on each event loop: nobody's answer leaves earlier because
    /// of what is in it.
    func send(_ deliveries: [LeaderOutput.Delivery]) {
        var byLoop: [ObjectIdentifier: (any EventLoop, [(any Channel, ByteBuffer)])] = [:]
        for delivery in deliveries {
            guard let channel = channels[delivery.connection] else { continue }
            // A client that does not read would fill the memory.
            guard channel.isWritable else {
                channel.close(promise: nil)
                continue
            }
            let loop = channel.eventLoop
            byLoop[ObjectIdentifier(loop), default: (loop, [])].1
                .append((channel, LengthPrefix.encode(delivery.message)))
        }
        for (loop, writes) in byLoop.values {
            loop.execute {
                for (channel, buffer) in writes { channel.write(buffer, promise: nil) }
                for (channel, _) in writes { channel.flush() }
            }
        }
    }
}
