import NIOCore

/// Runs a proxy's handshake on a fresh connection and then leaves the pipeline.
final class ProxyHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var handshake: any ProxyHandshake
    private let done: EventLoopPromise<Void>
    private var pending: [UInt8] = []

    init(_ handshake: any ProxyHandshake, done: EventLoopPromise<Void>) {
        self.handshake = handshake
        self.done = done
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { send(handshake.start(), context) }
    }

    func channelActive(context: ChannelHandlerContext) { send(handshake.start(), context) }

    func channelInactive(context: ChannelHandlerContext) {
        done.fail(ProxyError.malformed)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { done.fail(error) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        pending.append(contentsOf: unwrapInboundIn(data).readableBytesView)
        do {
            try proceed(context)
        } catch {
            done.fail(error)
            context.close(promise: nil)
        }
    }

    private func proceed(_ context: ChannelHandlerContext) throws {
        while true {
            switch try handshake.received(pending) {
            case .needsMore: return
            case .send(let bytes, let consumed):
                pending.removeFirst(consumed)
                send(bytes, context)
                if pending.isEmpty { return }
            case .done(let consumed):
                // In TLS the client speaks first: what else is here came from nobody we know.
                guard consumed == pending.count else { throw ProxyError.malformed }
                done.succeed()
                return
            }
        }
    }

    private func send(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }
}
