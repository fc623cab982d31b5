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
        var byLoop: [ObjectIdentifier: (any EventLoop, [(any Channel, LeaderOutput.Delivery)])] =
            [:]
        for delivery in deliveries {
            guard let channel = channels[delivery.connection] else { continue }
            let loop = channel.eventLoop
            byLoop[ObjectIdentifier(loop), default: (loop, [])].1.append((channel, delivery))
        }
        for (loop, writes) in byLoop.values { loop.execute { Self.write(writes) } }
    }

    /// On the event loop of all these channels.
    private static func write(_ writes: [(any Channel, LeaderOutput.Delivery)]) {
        var encoder = DeliveryEncoder()
        var written: [any Channel] = []
        written.reserveCapacity(writes.count)
        for (channel, delivery) in writes {
            // A client that does not read would fill the memory.
            guard channel.isWritable else {
                channel.close(promise: nil)
                continue
            }
            for buffer in encoder.encode(delivery) { channel.write(buffer, promise: nil) }
            written.append(channel)
        }
        for channel in written { channel.flush() }
    }
}
