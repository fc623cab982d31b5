import Client
import ClientCore
import FoundationEssentials
import Hummingbird
import NIOCore
import ServiceLifecycle

/// `GET events`: server-sent events, until the client hangs up or the agent ends.
struct EventStream: Sendable {
    private static let heartbeat = Duration.seconds(15)
    /// Events that wait for a listener at most; who does not keep up is cut off, and may listen anew.
    static let waitingLimit = 1_024

    enum Item: Sendable {
        case event(RuntimeEvent)
        case heartbeat
        /// The screen was locked, or the account closed.
        case session
    }

    let runtime: ClientRuntime
    let open: OpenConversations
    /// Ends the stream when its session changes.
    let curtain: SessionBoard?
    /// Whether the listener wants to hear of every round.
    let withRounds: Bool

    func response(_ request: Request) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: ResponseBody { writer in
                let (hangup, source) = AsyncStream.makeStream(of: Void.self)
                try await request.body.consumeWithInboundCloseHandler { _ in
                    try await run(&writer, until: hangup)
                } onInboundClosed: {
                    source.finish()
                }
                try await writer.finish(nil)
            })
    }

    @concurrent private func run(
        _ writer: inout any ResponseBodyWriter, until hangup: AsyncStream<Void>
    ) async throws {
        // Listening begins before the present state is told: nothing falls in between.
        let events = runtime.events()
        let listener = await open.arrive()
        do {
            try await write("hello", HelloBody(listener: listener), &writer)
            let status = await runtime.status
            try await write("connection", StatusBody.Connection(status.connection), &writer)
            try await forward(merged(events, until: hangup), to: &writer)
        } catch {
            await open.leave(listener)
            throw error
        }
        await open.leave(listener)
    }

    @concurrent private func forward(
        _ items: AsyncStream<Item>, to writer: inout any ResponseBodyWriter
    ) async throws {
        for await item in items.cancelOnGracefulShutdown() {
            switch item {
            case .heartbeat: try await writer.write(ByteBuffer(string: ": heartbeat\n\n"))
            case .event(let event): try await write(event, &writer)
            case .session:
                let body = ChangedSessionBody(screenLocked: curtain?.isScreenLocked ?? false)
                return try await write("session", body, &writer)
            }
        }
    }

    @concurrent private func write(
        _ event: RuntimeEvent, _ writer: inout any ResponseBodyWriter
    ) async throws {
        switch event {
        case .connection(let status):
            try await write("connection", StatusBody.Connection(status), &writer)
        case .trouble(let trouble):
            try await write("trouble", TroubleBody(trouble: trouble), &writer)
        case .message(let message):
            try await write(
                "message", try await AgentAPI.body(message, runtime), &writer)
        case .conversation(let summary):
            try await write(
                "conversation", try await AgentAPI.body(summary, runtime), &writer)
        case .notice(let notice):
            let (name, body) = NoticeBody.named(notice, await runtime.roundMilliseconds)
            try await write(name, body, &writer)
        case .round(let round, let answered):
            guard withRounds else { return }
            try await write("round", RoundBody(round: round, answered: answered), &writer)
        }
    }

    @concurrent private func write(
        _ name: String, _ body: some Encodable, _ writer: inout any ResponseBodyWriter
    ) async throws {
        var buffer = ByteBuffer(string: "event: \(name)\ndata: ")
        buffer.writeBytes(try JSONResponse.encode(body))
        buffer.writeString("\n\n")
        try await writer.write(buffer)
    }

    /// Events and heartbeats in one sequence, which ends with either the events or the client.
    func merged(
        _ events: AsyncStream<RuntimeEvent>, until hangup: AsyncStream<Void>
    ) -> AsyncStream<Item> {
        let (items, continuation) = AsyncStream.makeStream(
            of: Item.self, bufferingPolicy: .bufferingOldest(Self.waitingLimit))
        let changes = curtain?.changes()
        // What happened before listening began.
        if curtain?.isScreenLocked == true { continuation.yield(.session) }
        // These sources live exactly as long as the merged sequence does.
        let task = Task {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await event in events {
                        if case .dropped = continuation.yield(.event(event)) { return }
                    }
                }
                group.addTask { for await _ in hangup {} }
                if let changes {
                    group.addTask {
                        for await _ in changes {
                            continuation.yield(.session)
                            return
                        }
                    }
                }
                group.addTask {
                    while (try? await Task.sleep(for: Self.heartbeat)) != nil {
                        continuation.yield(.heartbeat)
                    }
                }
                await group.next()
                group.cancelAll()
            }
            continuation.finish()
        }
        continuation.onTermination = { _ in task.cancel() }
        return items
    }
}
