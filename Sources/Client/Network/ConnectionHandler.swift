import NIOCore
import NIOTLS

/// The end of the pipeline: hands messages out, at most a few at a time before they are dealt
/// with, so that a leader that floods does not fill our memory.
///
/// What comes beyond that is read and dropped, as if the line had lost it: a program that stopped
/// reading while it is busy would show by its TCP window that it is.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = [UInt8]

    static let unhandledLimit = 64

    private let secured: EventLoopPromise<Void>
    private let onHeard: @Sendable () -> Void
    private let onEvent: @Sendable (LeaderConnection.Event) -> Void
    private var unhandledCount = 0

    /// - Parameter onHeard: called for each message, also for one that is dropped.
    init(
        secured: EventLoopPromise<Void>, onHeard: @escaping @Sendable () -> Void,
        onEvent: @escaping @Sendable (LeaderConnection.Event) -> Void
    ) {
        self.secured = secured
        self.onHeard = onHeard
        self.onEvent = onEvent
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted(_) = event { secured.succeed() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        onHeard()
        guard unhandledCount < Self.unhandledLimit else { return }
        unhandledCount += 1
        onEvent(.message(unwrapInboundIn(data)))
    }

    func handledMessage() { unhandledCount -= 1 }

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
