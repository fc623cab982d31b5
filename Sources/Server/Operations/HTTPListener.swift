import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

struct HTTPRequest: Sendable {
    var method: HTTPMethod
    /// Without query.
    var path: String
    var body: [UInt8]
}

enum HTTPAnswer: Sendable {
    case content(HTTPResponseStatus, type: String, body: [UInt8])
    /// A file and its name for those who save it.
    case file(path: String, name: String)

    static func text(_ status: HTTPResponseStatus, _ text: String) -> HTTPAnswer {
        .content(status, type: "text/plain; charset=utf-8", body: Array((text + "\n").utf8))
    }

    static let notFound = text(.notFound, "not found")
}

/// A small HTTP/1.1 server for operators: one answer a connection.
struct HTTPListener: Sendable {
    /// Answers a request, on any thread.
    typealias Responder = @Sendable (HTTPRequest) async -> HTTPAnswer

    private let tls: NIOSSLContext?
    private let pool: NIOThreadPool
    private let respond: Responder

    /// - Parameter pool: Reads files.
    init(tls: NIOSSLContext? = nil, pool: NIOThreadPool, _ respond: @escaping Responder) {
        self.tls = tls
        self.pool = pool
        self.respond = respond
    }

    func bootstrap(_ group: MultiThreadedEventLoopGroup) -> ServerBootstrap {
        ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 64)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try initialize(channel) }
            }
    }

    private func initialize(_ channel: any Channel) throws {
        let pipeline = channel.pipeline.syncOperations
        if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
        try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: false)
        try pipeline.addHandler(IdleStateHandler(allTimeout: .seconds(600)))
        try pipeline.addHandler(HTTPConnectionHandler(pool: pool, respond))
    }
}

/// Collects one request, has it answered and closes.
final class HTTPConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private static let bodyLimit = 65_536

    private let pool: NIOThreadPool
    private let respond: HTTPListener.Responder
    private var request: HTTPRequest?

    init(pool: NIOThreadPool, _ respond: @escaping HTTPListener.Responder) {
        self.pool = pool
        self.respond = respond
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            let path = head.uri.prefix { $0 != "?" }
            request = HTTPRequest(method: head.method, path: String(path), body: [])
        case .body(let buffer):
            request?.body += Array(buffer.readableBytesView)
            if request?.body.count ?? 0 > Self.bodyLimit { context.close(promise: nil) }
        case .end:
            guard let request else { return context.close(promise: nil) }
            self.request = nil
            answer(request, on: context.channel)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent { context.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func answer(_ request: HTTPRequest, on channel: any Channel) {
        let (pool, respond) = (pool, respond)
        // One answer each: the connection is its only owner and ends with it.
        Task {
            let answer = await respond(request)
            try? await HTTPAnswering(channel: channel, pool: pool)
                .send(answer, withBody: request.method != .HEAD)
            try? await channel.close()
        }
    }
}

/// Writes an answer, files in parts as they are taken off.
private struct HTTPAnswering {
    private static let partByteCount = 1 << 18

    let channel: any Channel
    let pool: NIOThreadPool

    func send(_ answer: HTTPAnswer, withBody: Bool) async throws {
        switch answer {
        case .content(let status, let type, let body):
            try await head(status, type, body.count, [])
            if withBody { try await part(body) }
        case .file(let path, let name):
            let count = try await pool.runIfActive {
                try FileHandle(path, flags: 0).byteCount()
            }
            let disposition = ("content-disposition", "attachment; filename=\"\(name)\"")
            try await head(.ok, "application/x-tar", count, [disposition])
            if withBody { try await file(path, count) }
        }
        try await channel.writeAndFlush(HTTPServerResponsePart.end(nil))
    }

    private func head(
        _ status: HTTPResponseStatus, _ type: String, _ count: Int, _ more: [(String, String)]
    ) async throws {
        var headers = HTTPHeaders([
            ("content-type", type), ("content-length", "\(count)"), ("connection", "close"),
            ("x-content-type-options", "nosniff"),
        ])
        headers.add(contentsOf: more)
        let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
        try await channel.writeAndFlush(HTTPServerResponsePart.head(head))
    }

    private func part(_ bytes: [UInt8]) async throws {
        let buffer = ByteBuffer(bytes: bytes)
        try await channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(buffer)))
    }

    private func file(_ path: String, _ count: Int) async throws {
        var offset = 0
        while offset < count {
            let (start, size) = (offset, min(Self.partByteCount, count - offset))
            let bytes = try await pool.runIfActive {
                try FileHandle(path, flags: 0).read(size, at: start)
            }
            try await part(bytes)
            offset += size
        }
    }
}
