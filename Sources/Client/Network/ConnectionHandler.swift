import NIOCore
import NIOTLS

/// The end of the pipeline: hands messages out, at most a few at a time before they are dealt
/// with, so that a leader that floods fills its own buffers and not our memory.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = [UInt8]
    typealias OutboundIn = ByteBuffer

    private static let unhandledLimit = 64

    private let secured: EventLoopPromise<Void>
    private let onEvent: @Sendable (LeaderConnection.Event) -> Void
    private var unhandledCount = 0
    private var holdsRead = false
    private var context: ChannelHandlerContext?

    init(
        secured: EventLoopPromise<Void>,
        onEvent: @escaping @Sendable (LeaderConnection.Event) -> Void
    ) {
        self.secured = secured
        self.onEvent = onEvent
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }
    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted(_) = event { secured.succeed() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        unhandledCount += 1
        onEvent(.message(unwrapInboundIn(data)))
    }

    func read(context: ChannelHandlerContext) {
        if unhandledCount < Self.unhandledLimit {
            context.read()
        } else {
            holdsRead = true
        }
    }

    func handledMessage() {
        unhandledCount -= 1
        guard holdsRead, unhandledCount < Self.unhandledLimit else { return }
        holdsRead = false
        context?.read()
    }

    func channelInactive(context: ChannelHandlerContext) {
        secured.fail(ChannelError.eof)
        onEvent(.closed)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        secured.fail(error)
        context.close(promise: nil)
    }
}
