import NIOCore
import NIOTLS

/// A client's connection behind TLS: takes the stream apart into messages, watches for silence and
/// writes answers.
///
/// One handler, where the servers' link has three: at ten thousand clients every further hop of
/// every message through a pipeline costs more than what is done with it.
final class ClientHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What the handler tells of, all on the connection's event loop; closed only after opened.
    struct Events {
        var opened: (ClientLink) -> Void
        /// - Returns: Whether the message is taken; the connection is closed if not.
        var received: ([UInt8]) -> Bool
        var closed: () -> Void
    }

    private let events: Events
    private let idleTime: TimeAmount
    private var decoder: LengthPrefix.Decoder
    private var context: ChannelHandlerContext?
    /// The beginning of a message whose rest has not come.
    private var pending: ByteBuffer?
    private var lastMessage = NIODeadline.now()
    private var isOpen = false
    private var isWritable = true

    /// - Parameters:
    ///   - limit: Bytes of the longest message; a longer one ends the connection.
    ///   - idleTime: How long after a whole message the next one is waited for.
    init(limit: Int, idleTime: TimeAmount, events: Events) {
        decoder = LengthPrefix.Decoder(limit: limit)
        self.idleTime = idleTime
        self.events = events
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        lastMessage = .now()
        watch(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    // MARK: Reading

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        if var begun = pending.take() {
            begun.discardReadBytes()
            begun.writeBuffer(&bytes)
            bytes = begun
        }
        do {
            while let message = try decoder.decode(buffer: &bytes) {
                lastMessage = .now()
                guard events.received(message) else { return context.close(promise: nil) }
            }
        } catch {
            return context.close(promise: nil)
        }
        if bytes.readableBytes > 0 { pending = bytes }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case TLSUserEvent.handshakeCompleted = event, !isOpen else {
            return context.fireUserInboundEventTriggered(event)
        }
        isOpen = true
        events.opened(
            ClientLink(
                channel: context.channel, handler: NIOLoopBound(self, eventLoop: context.eventLoop))
        )
    }

    func channelInactive(context: ChannelHandlerContext) {
        if isOpen { events.closed() }
        isOpen = false
        context.fireChannelInactive()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        isWritable = context.channel.isWritable
        context.fireChannelWritabilityChanged()
    }

    /// Broken TLS, a reset: whatever it is, the connection is over.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    // MARK: Silence

    /// Looks again when the time would be up; a connection that dribbles bytes is silent too, since
    /// whole messages count.
    private func watch(_ context: ChannelHandlerContext) {
        let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(deadline: lastMessage + idleTime) {
            handler.value.endSilence()
        }
    }

    private func endSilence() {
        guard let context else { return }
        if .now() - lastMessage >= idleTime {
            context.close(promise: nil)
        } else {
            watch(context)
        }
    }

    // MARK: Writing

    /// Takes a part of a message.
    ///
    /// A client that does not read would fill the memory: it is let go.
    func write(_ part: ByteBuffer) {
        guard let context else { return }
        guard isWritable else { return context.close(promise: nil) }
        context.write(wrapOutboundOut(part), promise: nil)
    }

    /// Sends what was written.
    func flush() { context?.flush() }
}
