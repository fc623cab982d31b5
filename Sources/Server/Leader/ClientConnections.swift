import NIOCore
import ServerCore

/// The leader's open connections, by number; used on the engine's event loop alone.
struct ClientConnections {
    private var links: [ConnectionID: ClientLink] = [:]

    mutating func add(_ link: ClientLink, as connection: ConnectionID) {
        links[connection] = link
    }

    mutating func remove(_ connection: ConnectionID) { links[connection] = nil }

    func send(_ message: [UInt8], to connection: ConnectionID) {
        links[connection]?.channel.writeAndFlush(LengthPrefix.encode(message), promise: nil)
    }

    func close(_ connection: ConnectionID) {
        links[connection]?.channel.close(promise: nil)
    }

    func closeAll() {
        for link in links.values { link.channel.close(promise: nil) }
    }

    /// Sends to all in the given order, on each event loop in one go: nobody's answer leaves earlier
    /// because of what is in it.
    func send(_ deliveries: [LeaderOutput.Delivery]) {
        typealias Write = (NIOLoopBound<ClientHandler>, LeaderOutput.Delivery)
        var byLoop: [ObjectIdentifier: (any EventLoop, [Write])] = [:]
        for delivery in deliveries {
            guard let link = links[delivery.connection] else { continue }
            let loop = link.channel.eventLoop
            byLoop[ObjectIdentifier(loop), default: (loop, [])].1.append((link.handler, delivery))
        }
        for (loop, writes) in byLoop.values {
            loop.execute {
                var encoder = DeliveryEncoder()
                for (handler, delivery) in writes {
                    encoder.send(delivery, to: handler.value)
                }
            }
        }
    }
}
