import NIOCore
import NIOHTTP1

/// Collects one HTTP answer: its status at once, its body as it comes.
final class AnswerHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private let status: EventLoopPromise<Int>
    private let body: AsyncThrowingStream<[UInt8], any Error>.Continuation

    init(
        status: EventLoopPromise<Int>,
        body: AsyncThrowingStream<[UInt8], any Error>.Continuation
    ) {
        self.status = status
        self.body = body
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): status.succeed(Int(head.status.code))
        case .body(let buffer): body.yield(Array(buffer.readableBytesView))
        case .end:
            body.finish()
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) { fail() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail()
        context.close(promise: nil)
    }

    private func fail() {
        status.fail(AgentClientError.brokenOff)
        body.finish(throwing: AgentClientError.brokenOff)
    }
}
