import FoundationEssentials
import NIOCore
import NIOHTTP1
import NIOPosix

/// Speaks to the agent of a home over its Unix socket.
///
/// One connection a request.
package struct AgentClient: Sendable {
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case delete = "DELETE"
    }

    private static let answerLimit = 1 << 28
    static let jsonType = "application/json"

    private struct Answer: Sendable {
        var status: Int
        var body: AsyncThrowingStream<[UInt8], any Error>
    }

    private let socketPath: String

    package init(socketPath: String) { self.socketPath = socketPath }

    // MARK: Requests

    package func get<Body: Decodable>(_ path: String, as type: Body.Type) async throws -> Body {
        try Self.decode(try await request(.get, path, body: nil), as: type)
    }

    /// Sends a body and reads one.
    package func send<Body: Decodable>(
        _ method: Method, _ path: String, _ body: some Encodable, as type: Body.Type
    ) async throws -> Body {
        let bytes = try JSONResponse.encode(body)
        return try Self.decode(try await request(method, path, body: bytes), as: type)
    }

    /// Sends a body; what is answered does not matter.
    package func send(_ method: Method, _ path: String, _ body: some Encodable) async throws {
        _ = try await request(method, path, body: try JSONResponse.encode(body))
    }

    package func send(_ method: Method, _ path: String) async throws {
        _ = try await request(method, path, body: nil)
    }

    static func decode<Body: Decodable>(
        _ bytes: [UInt8], as type: Body.Type
    ) throws -> Body {
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch {
            throw AgentClientError.brokenOff
        }
    }

    func request(
        _ method: Method, _ path: String, body: [UInt8]?, type: String = Self.jsonType
    ) async throws -> [UInt8] {
        let answer = try await exchange(method, path, body: body, type: type)
        var bytes: [UInt8] = []
        for try await part in answer.body {
            bytes.append(contentsOf: part)
            guard bytes.count <= Self.answerLimit else { throw AgentClientError.brokenOff }
        }
        try Self.check(answer.status, bytes)
        return bytes
    }

    private static func check(_ status: Int, _ bytes: [UInt8]) throws {
        guard !(200..<300).contains(status) else { return }
        guard let body = try? JSONDecoder().decode(ErrorBody.self, from: Data(bytes)) else {
            throw AgentClientError.brokenOff
        }
        throw AgentClientError.refused(body.error)
    }

    // MARK: Events

    /// The agent's events from now on.
    ///
    /// The first is `hello`; it has come when this returns, so that nothing which happens
    /// afterwards is missed.
    package func events() async throws -> (
        hello: HelloBody, events: AsyncThrowingStream<ServerSentEvent, any Error>
    ) {
        let answer = try await exchange(.get, "events", body: nil)
        guard answer.status == 200 else { throw AgentClientError.brokenOff }
        let events = Self.parse(answer.body)
        var first = events.makeAsyncIterator()
        guard let event = try await first.next(), event.name == "hello" else {
            throw AgentClientError.brokenOff
        }
        return (try event.decode(HelloBody.self), events)
    }

    private static func parse(
        _ body: AsyncThrowingStream<[UInt8], any Error>
    ) -> AsyncThrowingStream<ServerSentEvent, any Error> {
        let (events, continuation) = AsyncThrowingStream.makeStream(of: ServerSentEvent.self)
        // Lives as long as the stream that it feeds.
        let task = Task {
            var parser = ServerSentEventParser()
            do {
                for try await bytes in body {
                    for event in parser.feed(bytes) { continuation.yield(event) }
                }
                continuation.finish(throwing: AgentClientError.brokenOff)
            } catch {
                continuation.finish(throwing: error)
            }
        }
        continuation.onTermination = { _ in task.cancel() }
        return events
    }

    // MARK: One exchange

    private func exchange(
        _ method: Method, _ path: String, body: [UInt8]?, type: String = Self.jsonType
    ) async throws -> Answer {
        let (stream, continuation) = AsyncThrowingStream.makeStream(of: [UInt8].self)
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let status = loop.makePromise(of: Int.self)
        let channel: any Channel
        do {
            channel = try await ClientBootstrap(group: loop)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let pipeline = channel.pipeline.syncOperations
                        try pipeline.addHTTPClientHandlers()
                        try pipeline.addHandler(AnswerHandler(status: status, body: continuation))
                    }
                }
                .connect(unixDomainSocketPath: socketPath).get()
        } catch {
            status.fail(AgentClientError.notRunning)
            throw AgentClientError.notRunning
        }
        continuation.onTermination = { _ in channel.close(promise: nil) }
        try await Self.write(method, path, body, type, to: channel)
        return Answer(status: try await status.futureResult.get(), body: stream)
    }

    private static func write(
        _ method: Method, _ path: String, _ body: [UInt8]?, _ type: String,
        to channel: any Channel
    ) async throws {
        var head = HTTPRequestHead(
            version: .http1_1, method: HTTPMethod(rawValue: method.rawValue), uri: "/api/v1/" + path
        )
        head.headers.add(name: "Host", value: "localhost")
        head.headers.add(name: "Connection", value: "close")
        head.headers.add(name: "Content-Length", value: String(body?.count ?? 0))
        if body != nil { head.headers.add(name: "Content-Type", value: type) }
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        if let body {
            channel.write(
                HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(bytes: body))), promise: nil)
        }
        try await channel.writeAndFlush(HTTPClientRequestPart.end(nil)).get()
    }
}
