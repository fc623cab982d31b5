import Client
import Hummingbird

/// An account whose vault is open: it runs, and answers at both doors.
struct OpenAccount: Sendable {
    let runtime: ClientRuntime
    /// As `METHOD /PATH`.
    let routes: [String]
    private let conversations: OpenConversations
    private let socket: RouterResponder<AgentAPI.Context>
    private let web: RouterResponder<AgentAPI.Context>
    private let ended: AsyncStream<Void>
    private let end: AsyncStream<Void>.Continuation

    init(_ runtime: ClientRuntime, board: SessionBoard) {
        self.runtime = runtime
        let open = OpenConversations(runtime)
        conversations = open
        let router = AgentAPI(runtime, open: open, curtain: nil).router()
        routes = router.routes.map { "\($0.method.rawValue) \($0.path)" }
        socket = router.buildResponder()
        web = AgentAPI(runtime, open: open, curtain: board).router().buildResponder()
        (ended, end) = AsyncStream.makeStream(of: Void.self)
    }

    var listenerCount: Int {
        get async { await conversations.listenerCount }
    }

    func responder(_ door: AgentDoor) -> RouterResponder<AgentAPI.Context> {
        switch door {
        case .socket: socket
        case .web: web
        }
    }

    /// Runs the account until it is stopped.
    func run(_ onEvent: @escaping @Sendable (RuntimeEvent) -> Void) async {
        let events = runtime.events()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await event in events { onEvent(event) } }
            group.addTask {
                try? await runtime.run()
                end.finish()
            }
        }
    }

    /// Ends the run; the vault is closed when this returns.
    func stop() async {
        runtime.stop()
        for await _ in ended {}
    }
}
