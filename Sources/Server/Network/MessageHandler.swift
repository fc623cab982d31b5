import NIOCore
import NIOTLS

/// The last handler of a connection: says when TLS is up, which messages come and when it is over.
final class MessageHandler: ChannelInboundHandler {
    typealias InboundIn = [UInt8]

    private let opened: (any Channel) -> Void
    private let received: (any Channel, [UInt8]) -> Void
    private let closed: (any Channel) -> Void
    private var isOpen = false

    /// All three are called on the connection's event loop; `closed` only after `opened`.
    init(
        opened: @escaping (any Channel) -> Void,
        received: @escaping (any Channel, [UInt8]) -> Void,
        closed: @escaping (any Channel) -> Void
    ) {
        self.opened = opened
        self.received = received
        self.closed = closed
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case TLSUserEvent.handshakeCompleted where !isOpen:
            isOpen = true
            opened(context.channel)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received(context.channel, unwrapInboundIn(data))
    }

    func channelInactive(context: ChannelHandlerContext) {
        if isOpen { closed(context.channel) }
        isOpen = false
        context.fireChannelInactive()
    }

    /// Broken TLS, a message that is too long, a reset: whatever it is, the connection is over.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
