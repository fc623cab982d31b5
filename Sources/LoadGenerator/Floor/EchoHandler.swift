import NIOCore

/// A client's connection: counts the bytes of a frame.
final class EchoHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let frameByteCount: Int
    private let gate: RoundGate
    private var missing: Int
    private(set) var context: ChannelHandlerContext?

    init(frameByteCount: Int, gate: RoundGate) {
        self.frameByteCount = frameByteCount
        self.gate = gate
        missing = frameByteCount
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        missing -= unwrapInboundIn(data).readableBytes
        guard missing <= 0 else { return }
        missing += frameByteCount
        gate.frameArrived()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func send(_ answer: ByteBuffer) {
        context?.writeAndFlush(wrapOutboundOut(answer), promise: nil)
    }
}
